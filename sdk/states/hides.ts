// What the user has deleted for themselves on any device: counted by the server for each conversation, so that a device knows
// whether it has missed some.
import type { HiddenResult } from "../../schema/protocol/http-messages.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { MessagesHiddenFrame } from "../../schema/protocol/message-changes.ts";
import { keepBeside, storedBeside } from "../store/beside-drafts.ts";
import type { StoredState } from "../store/klatch-store.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

export interface HidesParts {
  readonly keeper: StoreKeeper;
  /** @throws KlatchError */
  readonly fetch: (conversationId: ConversationId, after: number) => Promise<HiddenResult>;
  readonly onHidden: (conversationId: ConversationId, seqs: readonly number[]) => void;
}

export class Hides {
  readonly #parts: HidesParts;
  /** How many messages the user has hidden, as far as this device knows which. */
  readonly #known = new Map<string, number>();
  /** Those of which it lacks some. */
  readonly #behind = new Set<ConversationId>();
  #isAsking = false;
  /** While it was asking, there was a reason to ask again: its call may fail, and no other reason may follow. */
  #isAskedAgain = false;
  #isClosed = false;

  constructor(parts: HidesParts, state: StoredState | null) {
    this.#parts = parts;
    for (const [id, text] of storedBeside(state?.drafts ?? [], "hides")) this.#known.set(id, Number(text));
  }

  heard({ conversationId, seqs, hides }: MessagesHiddenFrame): void {
    const known = this.#knownOf(conversationId);
    if (hides <= known) return;
    this.#parts.onHidden(conversationId, seqs);
    if (hides === known + seqs.length) this.#know(conversationId, hides);
    else this.#catchUp(conversationId);
  }

  /**
   * The inbox says how many there are.
   * @param isNew this device has no messages of the conversation: what it fetches comes with what is hidden
   */
  listed(conversationId: ConversationId, hides: number | undefined, isNew: boolean): void {
    if (hides === undefined || hides <= this.#knownOf(conversationId)) return;
    if (isNew) this.#know(conversationId, hides);
    else this.#catchUp(conversationId);
  }

  /** Asks again for what it could not be told before. */
  retry(): void {
    this.#isClosed = false;
    if (this.#isAsking) this.#isAskedAgain = true;
    else void this.#askAll();
  }

  close(): void {
    this.#isClosed = true;
  }

  #catchUp(conversationId: ConversationId): void {
    this.#behind.add(conversationId);
    this.retry();
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    try {
      for (const conversationId of [...this.#behind]) await this.#ask(conversationId);
    } catch {
      // Asked again after the next sync, or now if that came meanwhile.
    }
    this.#isAsking = false;
    if (!this.#isAskedAgain || this.#isClosed) return;
    this.#isAskedAgain = false;
    if (this.#behind.size > 0) await this.#askAll();
  }

  /** What it hears meanwhile makes it lack some again: the answer may be of before. */
  async #ask(conversationId: ConversationId): Promise<void> {
    this.#behind.delete(conversationId);
    try {
      const { items, hides } = await this.#parts.fetch(conversationId, this.#knownOf(conversationId));
      if (this.#isClosed) return;
      if (items.length > 0) this.#parts.onHidden(conversationId, items);
      this.#know(conversationId, Math.max(hides, this.#knownOf(conversationId)));
    } catch (error) {
      this.#behind.add(conversationId);
      throw error;
    }
  }

  #knownOf(conversationId: ConversationId): number {
    return this.#known.get(conversationId) ?? 0;
  }

  #know(conversationId: ConversationId, hides: number): void {
    this.#known.set(conversationId, hides);
    keepBeside(this.#parts.keeper, conversationId, "hides", String(hides));
  }
}

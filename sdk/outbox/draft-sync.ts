// Brings drafts to the user's other devices and from there: the one that was written last counts. Only the tab that has the
// socket does so.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { DraftChange } from "../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { asKlatchError, KlatchError } from "../client/klatch-error.ts";
import { repeatAfterMs } from "../connection/backoff.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import { keepBeside, storedBeside } from "../store/beside-drafts.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { DraftBook } from "./drafts.ts";

export interface DraftSyncHost {
  /** Asks the server. @throws KlatchError */
  send(conversationId: ConversationId, change: { readonly draft: DraftChange }): Promise<ConversationEntry>;
  /** Puts the server's answer into the inbox. */
  learn(entry: ConversationEntry): void;
  entries(): readonly InboxEntry[];
  /** Null: not in the inbox; apps keep other things among the drafts too. */
  entryOf(conversationId: ConversationId): InboxEntry | null;
  /** This tab has a socket, and the server has settings. */
  isReady(): boolean;
  /** The server's time, in ms since 1970. */
  now(): number;
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  readonly random: () => number;
}

interface Synced {
  /** The time of the draft that the server is known to have had. */
  readonly at: number;
  /** When it was written here, if the server has not confirmed that. */
  readonly changedAt?: number;
}

/** People who go on writing cause no calls: a draft goes when they pause, and sometimes in between. */
const pauseMs = 5_000;
const mostMs = 20_000;
const maxMentions = 50;
const retryBackoff = { baseMs: 2_000, maxMs: 120_000 };

export class DraftSync {
  readonly #host: DraftSyncHost;
  readonly #book: DraftBook;
  readonly #synced = new Map<ConversationId, Synced>();
  /** When to send, in ms by the server's clock, and when it began to wait. */
  readonly #due = new Map<ConversationId, { readonly atMs: number; readonly sinceMs: number }>();
  readonly #inFlight = new Set<ConversationId>();
  #keeper: StoreKeeper | null = null;
  #cancelTimer: () => void = () => {};
  #failures = 0;

  constructor(host: DraftSyncHost, book: DraftBook) {
    this.#host = host;
    this.#book = book;
  }

  begin(keeper: StoreKeeper, stored: ReadonlyMap<string, string>): void {
    this.pause();
    this.#keeper = keeper;
    this.#synced.clear();
    for (const [id, text] of storedBeside(stored, "synced")) this.#synced.set(id, JSON.parse(text) as Synced);
  }

  /** What is not sent stays for `resume`. */
  pause(): void {
    this.#cancelTimer();
    this.#due.clear();
  }

  /** This device has caught up. */
  resume(): void {
    if (!this.#host.isReady()) return;
    for (const entry of this.#host.entries()) this.learned(entry);
    for (const [id, { changedAt }] of this.#synced) if (changedAt !== undefined) this.#schedule(id, 0);
  }

  /** The user has changed the draft, in any tab. */
  changed(conversationId: ConversationId): void {
    const { at = 0 } = this.#synced.get(conversationId) ?? {};
    if (this.#host.entryOf(conversationId) === null) return;
    this.#keep(conversationId, { at, changedAt: this.#host.now() });
    this.#schedule(conversationId, this.#isEmpty(conversationId) ? 0 : pauseMs);
  }

  /** The inbox has this entry now. */
  learned({ id, draft }: InboxEntry): void {
    if (!this.#host.isReady() || this.#inFlight.has(id)) return;
    const { at = 0, changedAt } = this.#synced.get(id) ?? {};
    if (draft !== undefined && draft.updatedAt > (changedAt ?? at)) return this.#adopt(id, draft);
    if (changedAt !== undefined || this.#isEmpty(id)) return;
    // Never sent: it is of an earlier version of the SDK. Else it has ended on another device.
    if (at === 0) this.changed(id);
    else if (draft === undefined) this.#adopt(id, { text: "", updatedAt: at });
  }

  #isEmpty(id: ConversationId): boolean {
    return this.#book.get(id) === "" && this.#book.parts(id).replyTo === undefined;
  }

  #adopt(id: ConversationId, { text, updatedAt, replyTo, mentions }: DraftChange): void {
    this.#due.delete(id);
    this.#keep(id, { at: updatedAt });
    this.#book.adopt(id, text, {
      ...(replyTo !== undefined && { replyTo }),
      ...(mentions !== undefined && { mentions }),
    });
  }

  #keep(id: ConversationId, synced: Synced): void {
    this.#synced.set(id, synced);
    keepBeside(this.#keeper, id, "synced", JSON.stringify(synced));
  }

  #schedule(id: ConversationId, waitMs: number): void {
    // `resume` does it.
    if (!this.#host.isReady()) return;
    const now = this.#host.now();
    const { sinceMs = now } = this.#due.get(id) ?? {};
    this.#due.set(id, { atMs: Math.min(now + waitMs, sinceMs + mostMs), sinceMs });
    this.#arm(now);
  }

  #arm(now: number): void {
    this.#cancelTimer();
    if (this.#due.size === 0) return;
    const earliest = Math.min(...[...this.#due.values()].map(({ atMs }) => atMs));
    this.#cancelTimer = this.#host.setTimer(() => this.#sendDue(), Math.max(0, earliest - now));
  }

  #sendDue(): void {
    const now = this.#host.now();
    for (const [id, { atMs }] of this.#due) {
      if (atMs > now) continue;
      this.#due.delete(id);
      void this.#send(id);
    }
    this.#arm(now);
  }

  async #send(id: ConversationId): Promise<void> {
    const { at, changedAt } = this.#synced.get(id) ?? { at: 0 };
    if (changedAt === undefined || this.#inFlight.has(id) || !this.#host.isReady()) return;
    // Written and sent within a moment: the server has heard of no draft.
    if (this.#isEmpty(id) && this.#host.entryOf(id)?.draft === undefined) return this.#keep(id, { at });
    this.#inFlight.add(id);
    let answer: ConversationEntry | KlatchError;
    try {
      const { replyTo, mentions = [] } = this.#book.parts(id);
      const draft = {
        text: this.#book.get(id),
        ...(replyTo !== undefined && { replyTo }),
        ...(mentions.length > 0 && { mentions: mentions.slice(0, maxMentions) }),
        updatedAt: changedAt,
      };
      answer = await this.#host.send(id, { draft });
    } catch (error) {
      answer = asKlatchError(error);
    } finally {
      this.#inFlight.delete(id);
    }
    // One that is refused for good stays on this device, until it is changed.
    if (answer instanceof KlatchError) return answer.class === "fatal" ? undefined : this.#again(id, answer);
    this.#failures = 0;
    this.#confirmed(id, changedAt, answer);
  }

  #confirmed(id: ConversationId, sentAt: number, entry: ConversationEntry): void {
    this.#host.learn(entry);
    if (this.#synced.get(id)?.changedAt !== sentAt) return this.#schedule(id, pauseMs);
    const { draft } = entry;
    this.#keep(id, { at: draft?.updatedAt ?? sentAt });
    // Another device's counts.
    if ((draft?.text ?? "") !== this.#book.get(id)) this.#adopt(id, draft ?? { text: "", updatedAt: sentAt });
  }

  #again(id: ConversationId, { retryAfterMs }: KlatchError): void {
    this.#schedule(id, repeatAfterMs(retryAfterMs, retryBackoff, this.#failures++, this.#host.random));
  }
}

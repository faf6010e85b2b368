// Drafts per conversation, kept in the store.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import { formatParts, parseParts, partsKey, type DraftParts } from "./draft-parts.ts";

/**
 * Drafts: texts that the user has begun to write. They are kept in the store and are the same in all tabs and, of
 * conversations, on all of the user's devices: the one that was written last counts.
 */
export interface Drafts {
  /** The draft of a conversation; empty: there is none. */
  get(conversationId: ConversationId): string;
  /** What belongs to the draft beside its text: the message that it answers, and whom it mentions. */
  parts(conversationId: ConversationId): DraftParts;
  /**
   * Sets the draft in memory at once and in the store soon. Emits `draft`. Without `parts`, those that it has stay while
   * there is a text. A draft is removed by an empty text without parts.
   */
  set(conversationId: ConversationId, text: string, parts?: DraftParts): void;
}

export class DraftBook implements Drafts {
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #onChanged: (conversationId: ConversationId) => void;
  /** Texts by conversation id and, by a key of their own, their parts, as they are stored. */
  readonly #stored = new Map<string, string>();
  #keeper: StoreKeeper | null = null;

  /** @param onChanged called when the user has changed a draft, in any tab */
  constructor(emitter: Emitter<KlatchEvents>, onChanged: (conversationId: ConversationId) => void = () => {}) {
    this.#emitter = emitter;
    this.#onChanged = onChanged;
  }

  /** Takes the drafts that the store has. */
  begin(keeper: StoreKeeper, stored: ReadonlyMap<string, string>): void {
    this.#keeper = keeper;
    this.#stored.clear();
    for (const [key, value] of stored) this.#stored.set(key, value);
  }

  get(conversationId: ConversationId): string {
    return this.#stored.get(conversationId) ?? "";
  }

  parts(conversationId: ConversationId): DraftParts {
    return parseParts(this.#stored.get(partsKey(conversationId)), this.get(conversationId));
  }

  set(conversationId: ConversationId, text: string, parts?: DraftParts): void {
    if (this.adopt(conversationId, text, parts)) this.#onChanged(conversationId);
  }

  /** The same for a draft of another device. @returns whether it is another one than before */
  adopt(conversationId: ConversationId, text: string, parts?: DraftParts): boolean {
    const changes = this.#changes(conversationId, text, parts);
    if (changes.length === 0) return false;
    for (const [key, value] of changes) this.#keeper?.put("drafts", key, value === "" ? null : value);
    this.#show(conversationId, text, parts);
    return true;
  }

  /** Takes a draft that is stored already, for example by another tab. One of an earlier version knows of no parts. */
  apply(conversationId: ConversationId, text: string, parts?: DraftParts): void {
    this.#show(conversationId, text, parts);
    this.#onChanged(conversationId);
  }

  #show(conversationId: ConversationId, text: string, parts?: DraftParts): void {
    for (const [key, value] of this.#changes(conversationId, text, parts)) {
      if (value === "") this.#stored.delete(key);
      else this.#stored.set(key, value);
    }
    this.#emitter.emit("draft", { conversationId, text, parts: this.parts(conversationId) });
  }

  #changes(conversationId: ConversationId, text: string, parts?: DraftParts): readonly (readonly [string, string])[] {
    const key = partsKey(conversationId);
    const kept = text === "" ? "" : (this.#stored.get(key) ?? "");
    const wanted = [
      [conversationId, text],
      [key, parts === undefined ? kept : formatParts(parts)],
    ] as const;
    return wanted.filter(([at, value]) => value !== (this.#stored.get(at) ?? ""));
  }
}

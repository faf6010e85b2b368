// Drafts per conversation, kept in the store.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

/** Drafts: texts that the user has begun to write. They are kept in the store and are the same in all tabs. */
export interface Drafts {
  /** The draft of a conversation; empty: there is none. */
  get(conversationId: ConversationId): string;
  /** Sets the draft in memory at once and in the store soon. Emits `draft`. An empty text removes the draft. */
  set(conversationId: ConversationId, text: string): void;
}

export class DraftBook implements Drafts {
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #texts = new Map<string, string>();
  #keeper: StoreKeeper | null = null;

  constructor(emitter: Emitter<KlatchEvents>) {
    this.#emitter = emitter;
  }

  /** Takes the stored drafts of the user who is signed in. */
  begin(keeper: StoreKeeper, texts: ReadonlyMap<string, string>): void {
    this.end();
    this.#keeper = keeper;
    for (const [id, text] of texts) this.#texts.set(id, text);
  }

  end(): void {
    this.#keeper = null;
    this.#texts.clear();
  }

  get(conversationId: ConversationId): string {
    return this.#texts.get(conversationId) ?? "";
  }

  set(conversationId: ConversationId, text: string): void {
    if (this.#keeper === null || text === this.get(conversationId)) return;
    this.#keeper.put("drafts", conversationId, text === "" ? null : text);
    this.apply(conversationId, text);
  }

  /** Takes a draft that is stored already, for example by another tab. */
  apply(conversationId: ConversationId, text: string): void {
    if (text === "") this.#texts.delete(conversationId);
    else this.#texts.set(conversationId, text);
    this.#emitter.emit("draft", { conversationId, text });
  }
}

// What the user has begun to write, per conversation: kept in the store.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";

/** Texts that the user has begun to write: kept in the store, and the same in all tabs. */
export class Drafts {
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #texts = new Map<string, string>();
  #keeper: StoreKeeper | null = null;

  constructor(emitter: Emitter<KlatchEvents>) {
    this.#emitter = emitter;
  }

  /** Somebody is signed in, and left these. @internal */
  begin(keeper: StoreKeeper, texts: ReadonlyMap<string, string>): void {
    this.end();
    this.#keeper = keeper;
    for (const [id, text] of texts) this.#texts.set(id, text);
  }

  /** @internal */
  end(): void {
    this.#keeper = null;
    this.#texts.clear();
  }

  /** What the user has begun to write there; empty: nothing. */
  get(conversationId: ConversationId): string {
    return this.#texts.get(conversationId) ?? "";
  }

  /** Kept at once in memory and soon in the store; an event `draft` tells of it. */
  set(conversationId: ConversationId, text: string): void {
    if (this.#keeper === null || text === this.get(conversationId)) return;
    this.#keeper.put("drafts", conversationId, text === "" ? null : text);
    this.heard(conversationId, text);
  }

  /** Another tab has it in the store. @internal */
  heard(conversationId: ConversationId, text: string): void {
    if (text === "") this.#texts.delete(conversationId);
    else this.#texts.set(conversationId, text);
    this.#emitter.emit("draft", { conversationId, text });
  }
}

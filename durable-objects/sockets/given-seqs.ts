// What a socket was given last in the conversations where that changed last: see `SocketAttachment.given`.
import type { ConversationId } from "../../schema/protocol/ids.ts";

/** 80 bytes each of the 16,384 that the platform allows for an attachment. */
const maxGiven = 16;

export class GivenSeqs {
  /** The one that changed last is last. */
  readonly #seqs: Map<ConversationId, number>;

  /** @param noted in an earlier life of the session */
  constructor(noted?: readonly (readonly [ConversationId, number])[]) {
    this.#seqs = new Map(noted);
  }

  list(): [ConversationId, number][] {
    return [...this.#seqs];
  }

  /** @param seq 0: it is not known what the socket has */
  note(conversationId: ConversationId, seq: number): void {
    this.#seqs.delete(conversationId);
    if (seq === 0) return;
    this.#seqs.set(conversationId, seq);
    const [oldest] = this.#seqs.keys();
    if (this.#seqs.size > maxGiven && oldest !== undefined) this.#seqs.delete(oldest);
  }

  clear(): void {
    this.#seqs.clear();
  }
}

// Receipts of other members: the seq up to which each has read, as far as this device knows.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";

type Seqs = Readonly<Record<UserId, number>>;

export class Receipts {
  readonly #seqs = new Map<ConversationId, Map<UserId, number>>();
  readonly #onPut: (conversationId: ConversationId, seqs: Seqs) => void;

  /** @param onPut called with all receipts of a conversation after each change */
  constructor(onPut: (conversationId: ConversationId, seqs: Seqs) => void = () => {}) {
    this.#onPut = onPut;
  }

  restore(conversationId: ConversationId, seqs: Seqs): void {
    this.#seqs.set(conversationId, new Map(Object.entries(seqs) as [UserId, number][]));
  }

  received({ conversationId, userId, seq }: { conversationId: ConversationId; userId: UserId; seq: number }): void {
    const seqs = this.#seqs.get(conversationId) ?? new Map<UserId, number>();
    if ((seqs.get(userId) ?? 0) >= seq) return;
    this.#seqs.set(conversationId, seqs.set(userId, seq));
    this.#onPut(conversationId, Object.fromEntries(seqs));
  }

  /** The log ends at `headSeq`: nobody has read what will take the seqs after it. */
  setBack(conversationId: ConversationId, headSeq: number): void {
    const seqs = this.#seqs.get(conversationId);
    if (seqs === undefined) return;
    for (const [userId, seq] of seqs) seqs.set(userId, Math.min(seq, headSeq));
    this.#onPut(conversationId, Object.fromEntries(seqs));
  }

  of(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.#seqs.get(conversationId) ?? new Map();
  }
}

// When messages that stay for a time only are over, as their events say. Not kept, since the events are.
import type { ConversationId } from "../../schema/protocol/ids.ts";

type Ends = Map<number, number>;

export class MessageEnds {
  readonly #ends = new Map<ConversationId, Ends>();
  /** Not later than the first of them, in ms since 1970; exactly as early after `rung`. */
  #nextAt = Number.POSITIVE_INFINITY;

  get nextAt(): number {
    return this.#nextAt;
  }

  conversations(): Iterable<ConversationId> {
    return this.#ends.keys();
  }

  /** @returns whether it is over before all others */
  learn(event: { readonly conversationId: ConversationId; readonly seq: number }, endsAt: number): boolean {
    const { conversationId, seq } = event;
    const ends: Ends = this.#ends.get(conversationId) ?? new Map();
    this.#ends.set(conversationId, ends.set(seq, endsAt));
    if (endsAt >= this.#nextAt) return false;
    this.#nextAt = endsAt;
    return true;
  }

  over(conversationId: ConversationId, now: number): number[] {
    return [...(this.#ends.get(conversationId) ?? [])].flatMap(([seq, endsAt]) => (endsAt <= now ? seq : []));
  }

  drop(conversationId: ConversationId, seqs: readonly number[]): void {
    const ends = this.#ends.get(conversationId);
    for (const seq of seqs) ends?.delete(seq);
  }

  /** What was over is dropped: looks for the next. */
  rung(): void {
    this.#nextAt = Number.POSITIVE_INFINITY;
    for (const ends of this.#ends.values())
      for (const endsAt of ends.values()) this.#nextAt = Math.min(this.#nextAt, endsAt);
  }

  clear(): void {
    this.#ends.clear();
    this.#nextAt = Number.POSITIVE_INFINITY;
  }
}

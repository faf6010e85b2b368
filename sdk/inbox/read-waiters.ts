// Those who wait until the server has confirmed how far the user has read.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import { Answer } from "../outbox/answer.ts";

interface Waiter {
  readonly seq: number;
  readonly answer: Answer<void>;
}

export class ReadWaiters {
  readonly #waiters = new Map<ConversationId, Waiter[]>();

  /** Resolves when the cursor is confirmed at `seq` or later. Ignoring it causes no unhandled rejection. */
  wait(conversationId: ConversationId, seq: number): Promise<void> {
    const answer = new Answer<void>();
    this.#put(conversationId, [...this.#of(conversationId), { seq, answer }]);
    return answer.promise;
  }

  confirmed(conversationId: ConversationId, seq: number): void {
    const waiters = this.#of(conversationId);
    this.#put(
      conversationId,
      waiters.filter((waiter) => waiter.seq > seq),
    );
    for (const waiter of waiters) if (waiter.seq <= seq) waiter.answer.resolve();
  }

  refused(conversationId: ConversationId, error: KlatchError): void {
    const waiters = this.#of(conversationId);
    this.#waiters.delete(conversationId);
    for (const { answer } of waiters) answer.reject(error);
  }

  refuseAll(error: KlatchError): void {
    for (const conversationId of [...this.#waiters.keys()]) this.refused(conversationId, error);
  }

  #of(conversationId: ConversationId): readonly Waiter[] {
    return this.#waiters.get(conversationId) ?? [];
  }

  #put(conversationId: ConversationId, waiters: Waiter[]): void {
    if (waiters.length === 0) this.#waiters.delete(conversationId);
    else this.#waiters.set(conversationId, waiters);
  }
}

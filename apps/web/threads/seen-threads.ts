// Which replies in threads this page has shown: of those that came since, the thread's footer says so. Pure.
import type { ConversationId, ThreadState } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";

export class SeenThreads {
  readonly #sinceMs: number;
  readonly #seen = new Map<string, Signal<number>>();

  /** @param sinceMs when the page began, by the server's clock: what came before is not new */
  constructor(sinceMs: number) {
    this.#sinceMs = sinceMs;
  }

  /** The user has seen all replies up to this time. */
  see(id: ConversationId, seq: number, atMs: number): void {
    const seen = this.#seenAt(id, seq);
    if (atMs > seen.peek()) seen.value = atMs;
  }

  /** Whether the user follows the thread and has not seen its newest reply. */
  hasNew(id: ConversationId, seq: number, { mine, lastReplyAt = 0 }: ThreadState): boolean {
    return mine === true && lastReplyAt > this.#seenAt(id, seq).value;
  }

  #seenAt(id: ConversationId, seq: number): Signal<number> {
    const key = `${id} ${seq}`;
    let seen = this.#seen.get(key);
    if (seen === undefined) this.#seen.set(key, (seen = signal(this.#sinceMs)));
    return seen;
  }
}

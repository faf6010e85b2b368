// The entries that are not committed, in one queue per conversation: which may be sent now, and whose turn it is. A message
// with a file that is not uploaded holds back only those with files after it.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { Entry } from "./stored-outbox.ts";

interface Queue {
  readonly entries: Entry[];
  /** After a temporary refusal: what comes behind waits too. */
  heldUntilMs: number;
}

const never = Number.NEGATIVE_INFINITY;

export class SendQueues {
  readonly #maxInFlight: number;
  /** Ordered by service: the queue that sent last is at the end. */
  readonly #queues = new Map<ConversationId, Queue>();

  /** @param maxInFlight of one conversation */
  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight;
  }

  /** In its place: another tab tells of what it has written once its bytes are kept, and of a small file first. */
  add(entry: Entry): void {
    const queue = this.#queues.get(entry.conversationId);
    if (queue === undefined) this.#queues.set(entry.conversationId, { entries: [entry], heldUntilMs: never });
    else queue.entries.splice(queue.entries.findLastIndex(({ order }) => order <= entry.order) + 1, 0, entry);
  }

  remove(entry: Entry): void {
    const queue = this.#queues.get(entry.conversationId);
    const index = queue?.entries.indexOf(entry) ?? -1;
    if (index >= 0) queue?.entries.splice(index, 1);
    if (queue?.entries.length === 0) this.#queues.delete(entry.conversationId);
  }

  /** What each conversation may send now, the one that sent longest ago first. */
  *sendable(nowMs: number): Iterable<readonly Entry[]> {
    for (const queue of [...this.#queues.values()]) yield this.#sendable(queue, nowMs);
  }

  /** The entry is on the wire: others come before its conversation has its next turn. */
  served({ conversationId }: Entry): void {
    const queue = this.#queues.get(conversationId);
    if (queue === undefined) return;
    this.#queues.delete(conversationId);
    this.#queues.set(conversationId, queue);
  }

  /** A temporarily refused entry stops the ones after it. */
  hold({ conversationId }: Entry, untilMs: number): void {
    const queue = this.#queues.get(conversationId);
    if (queue !== undefined) queue.heldUntilMs = Math.max(queue.heldUntilMs, untilMs);
  }

  release(): void {
    for (const queue of this.#queues.values()) queue.heldUntilMs = never;
  }

  /** When the first entry may be sent, now at the earliest; null: none waits to be sent. */
  readyAtMs(nowMs: number): number | null {
    let earliestMs: number | null = null;
    for (const queue of this.#queues.values()) {
      if (this.#sendable(queue, Number.POSITIVE_INFINITY).length === 0) continue;
      if (queue.heldUntilMs <= nowMs) return nowMs;
      earliestMs = Math.min(earliestMs ?? queue.heldUntilMs, queue.heldUntilMs);
    }
    return earliestMs;
  }

  #sendable({ entries, heldUntilMs }: Queue, nowMs: number): Entry[] {
    if (nowMs < heldUntilMs) return [];
    const next: Entry[] = [];
    let isFileAhead = false;
    for (const entry of entries) {
      if (next.length >= this.#maxInFlight) break;
      const { file } = entry;
      if (file === null || (file.isReady && !isFileAhead)) next.push(entry);
      else if (!file.isPaused) isFileAhead = true;
    }
    return next.filter((entry) => entry.state === "waiting");
  }
}

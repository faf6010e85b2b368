// One FIFO per conversation: one append is in flight, and the next carries everything queued meanwhile.
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { Collector } from "../../runtime/collector.ts";
import { refused, type AppendItem, type AppendResult } from "../../../schema/rpc/conversation.ts";

export const sendQueueLimits = {
  maxItemsPerAppend: 256,
  maxBodyCharsPerAppend: 1_048_576,
  maxQueuedItems: 2_048,
} as const;

/**
 * Sends a batch to the conversation; every item gets a result. @throws Error when the conversation could not be reached
 * in time
 */
export type Append = (conversationId: ConversationId, items: readonly AppendItem[]) => Promise<readonly AppendResult[]>;

/** Items that came together and are answered together. */
interface Queued {
  readonly items: readonly AppendItem[];
  readonly chars: number;
  readonly resolve: (results: readonly AppendResult[]) => void;
}

export class SendQueue {
  readonly #append: Append;
  readonly #report: (conversationId: ConversationId, cause: unknown) => void;
  readonly #queues = new Map<ConversationId, Queued[]>();
  readonly #inFlight = new Set<ConversationId>();
  readonly #collector = new Collector(() => this.#sendWaiting());
  #queuedItems = 0;

  /** @param report gets the cause of a failed append; senders only get a code */
  constructor(append: Append, report: (conversationId: ConversationId, cause: unknown) => void) {
    this.#append = append;
    this.#report = report;
  }

  /**
   * Each item's ack or refusal, in order; UNAVAILABLE when the conversation could not be reached or too many items
   * wait.
   */
  send(conversationId: ConversationId, items: readonly AppendItem[]): Promise<readonly AppendResult[]> {
    if (this.#queuedItems + items.length > sendQueueLimits.maxQueuedItems)
      return Promise.resolve(items.map(() => unavailable));
    return new Promise((resolve) => {
      this.#queuedItems += items.length;
      const chars = items.reduce((sum, { body }) => sum + body.length, 0);
      const queued = { items, chars, resolve };
      const queue = this.#queues.get(conversationId);
      if (queue === undefined) this.#queues.set(conversationId, [queued]);
      else queue.push(queued);
      this.#collector.ask();
    });
  }

  /** Refuses all that waits. What is in flight may be committed. */
  refuseWaiting(code: ErrorCode): void {
    const waiting = [...this.#queues.values()].flat();
    this.#queues.clear();
    for (const { items, resolve } of waiting) {
      this.#queuedItems -= items.length;
      resolve(items.map(() => refused(code)));
    }
  }

  /** Starts an append with waiting items, if none is in flight. */
  #sendWaiting(): void {
    for (const conversationId of this.#queues.keys()) {
      if (!this.#inFlight.has(conversationId)) void this.#sendBatch(conversationId);
    }
  }

  async #sendBatch(conversationId: ConversationId): Promise<void> {
    const queue = this.#queues.get(conversationId) ?? [];
    const batch = takeBatch(queue);
    if (queue.length === 0) this.#queues.delete(conversationId);
    this.#inFlight.add(conversationId);
    const items = batch.flatMap((queued) => queued.items);
    const results = await this.#appendAll(conversationId, items);
    this.#inFlight.delete(conversationId);
    this.#queuedItems -= items.length;
    let from = 0;
    for (const queued of batch) queued.resolve(results.slice(from, (from += queued.items.length)));
    if (this.#queues.has(conversationId)) this.#collector.ask();
  }

  async #appendAll(conversationId: ConversationId, items: readonly AppendItem[]): Promise<readonly AppendResult[]> {
    try {
      return await this.#append(conversationId, items);
    } catch (cause) {
      this.#report(conversationId, cause);
      // Unknown whether they were committed: the client sends them again under the same ids.
      return items.map(() => unavailable);
    }
  }
}

const unavailable = refused("UNAVAILABLE", 1_000);

/** As many items as one append may carry, at least one. */
function takeBatch(queue: Queued[]): Queued[] {
  let [count, items, chars] = [0, 0, 0];
  for (const queued of queue) {
    [items, chars] = [items + queued.items.length, chars + queued.chars];
    if (count > 0 && (items > sendQueueLimits.maxItemsPerAppend || chars > sendQueueLimits.maxBodyCharsPerAppend))
      break;
    count += 1;
  }
  return queue.splice(0, count);
}

// One FIFO per conversation: a single append is in flight and the next carries all that queued up meanwhile.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { Collector } from "../../runtime/collector.ts";
import { refused, type AppendItem, type AppendResult } from "../../../schema/rpc/conversation.ts";

export const outboxLimits = {
  maxItemsPerAppend: 256,
  maxBodyCharsPerAppend: 1_048_576,
  maxQueuedItems: 2_048,
} as const;

/** Sends a batch to the conversation; every item gets a result. @throws when the conversation could not be reached in time */
export type Append = (conversationId: ConversationId, items: readonly AppendItem[]) => Promise<readonly AppendResult[]>;

/** Items that came together and are answered together. */
interface Queued {
  readonly items: readonly AppendItem[];
  readonly chars: number;
  readonly resolve: (results: readonly AppendResult[]) => void;
}

export class Outbox {
  readonly #append: Append;
  readonly #report: (conversationId: ConversationId, cause: unknown) => void;
  readonly #queues = new Map<ConversationId, Queued[]>();
  readonly #inFlight = new Set<ConversationId>();
  readonly #collector = new Collector(() => this.#sendWaiting());
  #queuedItems = 0;

  /** @param report told of why an append failed: senders are told a code */
  constructor(append: Append, report: (conversationId: ConversationId, cause: unknown) => void) {
    this.#append = append;
    this.#report = report;
  }

  /** Each item's ack or refusal, in order; UNAVAILABLE when the conversation could not be reached or too much is waiting. */
  send(conversationId: ConversationId, items: readonly AppendItem[]): Promise<readonly AppendResult[]> {
    if (this.#queuedItems + items.length > outboxLimits.maxQueuedItems)
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

  /** Whatever is not waiting for an answer goes out. */
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
      // Committed or not, nobody knows: the client sends it again under the same id.
      return items.map(() => unavailable);
    }
  }
}

const unavailable = refused("UNAVAILABLE", 1_000);

/** As many as one append may carry, at least one. */
function takeBatch(queue: Queued[]): Queued[] {
  let [count, items, chars] = [0, 0, 0];
  for (const queued of queue) {
    [items, chars] = [items + queued.items.length, chars + queued.chars];
    if (count > 0 && (items > outboxLimits.maxItemsPerAppend || chars > outboxLimits.maxBodyCharsPerAppend)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

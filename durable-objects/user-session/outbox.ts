// One FIFO per conversation: a single append is in flight and the next carries all that queued up meanwhile.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { refused, type AppendItem, type AppendResult } from "../../schema/rpc/conversation.ts";

export const outboxLimits = { maxItemsPerAppend: 256, maxBodyCharsPerAppend: 1_048_576, maxQueuedItems: 2_048 } as const;

/** Sends a batch to the conversation; every item gets a result. @throws when the conversation could not be reached in time */
export type Append = (conversationId: ConversationId, items: readonly AppendItem[]) => Promise<readonly AppendResult[]>;

interface Queued {
  readonly item: AppendItem;
  readonly resolve: (result: AppendResult) => void;
}

export class Outbox {
  readonly #append: Append;
  readonly #queues = new Map<ConversationId, Queued[]>();
  #queuedItems = 0;

  constructor(append: Append) {
    this.#append = append;
  }

  /** The item's ack or refusal; UNAVAILABLE when the conversation could not be reached or too much is waiting. */
  send(conversationId: ConversationId, item: AppendItem): Promise<AppendResult> {
    if (this.#queuedItems >= outboxLimits.maxQueuedItems) return Promise.resolve(refused("UNAVAILABLE", 1_000));
    return new Promise((resolve) => {
      this.#queuedItems += 1;
      const queue = this.#queues.get(conversationId);
      if (queue === undefined) {
        this.#queues.set(conversationId, [{ item, resolve }]);
        // After this turn, so that frames of one WebSocket message travel together.
        queueMicrotask(() => void this.#drain(conversationId));
      } else queue.push({ item, resolve });
    });
  }

  async #drain(conversationId: ConversationId): Promise<void> {
    const queue = this.#queues.get(conversationId) ?? [];
    while (queue.length > 0) {
      const batch = takeBatch(queue);
      const results = await this.#appendAll(conversationId, batch);
      this.#queuedItems -= batch.length;
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] ?? refused("INTERNAL"));
    }
    this.#queues.delete(conversationId);
  }

  async #appendAll(conversationId: ConversationId, batch: readonly Queued[]): Promise<readonly AppendResult[]> {
    try {
      return await this.#append(conversationId, batch.map(({ item }) => item));
    } catch {
      // Committed or not, nobody knows: the client sends it again under the same id.
      return batch.map(() => refused("UNAVAILABLE", 1_000));
    }
  }
}

function takeBatch(queue: Queued[]): Queued[] {
  let [count, chars] = [0, 0];
  for (const { item } of queue) {
    if (count >= outboxLimits.maxItemsPerAppend || (count > 0 && chars + item.body.length > outboxLimits.maxBodyCharsPerAppend)) break;
    count += 1;
    chars += item.body.length;
  }
  return queue.splice(0, count);
}

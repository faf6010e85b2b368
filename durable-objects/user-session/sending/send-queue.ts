// One FIFO per conversation: one append is in flight, and the next carries everything queued meanwhile. What else a user
// does to the conversation takes its turn among the messages.
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { Collector } from "../../runtime/collector.ts";
import type { AppendResult } from "../../../schema/rpc/append.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { ToSend } from "./hold-files.ts";

export const sendQueueLimits = {
  maxItemsPerAppend: 256,
  maxBodyCharsPerAppend: 1_048_576,
  maxQueuedItems: 2_048,
} as const;

/**
 * Sends a batch to the conversation; every item gets a result. @throws Error when the conversation could not be reached
 * in time
 */
export type Append = (conversationId: ConversationId, items: readonly ToSend[]) => Promise<readonly AppendResult[]>;

/** What is not a message, and goes alone. */
interface QueuedCall {
  /** Never rejects. */
  readonly run: () => Promise<void>;
  readonly refuse: (code: ErrorCode) => void;
}

/** Items that came together and are answered together. */
interface QueuedItems {
  readonly items: readonly ToSend[];
  readonly chars: number;
  readonly resolve: (results: readonly AppendResult[]) => void;
}

type Queued = QueuedItems | QueuedCall;
const countOf = (queued: Queued): number => ("run" in queued ? 1 : queued.items.length);

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
  send(conversationId: ConversationId, items: readonly ToSend[]): Promise<readonly AppendResult[]> {
    if (this.#queuedItems + items.length > sendQueueLimits.maxQueuedItems)
      return Promise.resolve(items.map(() => unavailable));
    return new Promise((resolve) => {
      this.#queuedItems += items.length;
      const chars = items.reduce((sum, { body }) => sum + body.length, 0);
      this.#add(conversationId, { items, chars, resolve });
    });
  }

  /**
   * Makes a call after all that was queued before it. It is given up, with `refused`, when too much waits or the user may
   * do nothing any more.
   */
  inTurn<T>(conversationId: ConversationId, call: () => Promise<T>): Promise<T | Refused> {
    if (this.#queuedItems + 1 > sendQueueLimits.maxQueuedItems) return Promise.resolve(unavailable);
    return new Promise((resolve, reject) => {
      this.#queuedItems += 1;
      const run = async (): Promise<void> => {
        try {
          resolve(await call());
        } catch (cause) {
          reject(cause);
        }
      };
      this.#add(conversationId, { run, refuse: (code) => resolve(refused(code)) });
    });
  }

  #add(conversationId: ConversationId, queued: Queued): void {
    const queue = this.#queues.get(conversationId);
    if (queue === undefined) this.#queues.set(conversationId, [queued]);
    else queue.push(queued);
    this.#collector.ask();
  }

  /** Refuses all that waits. What is in flight may be committed. */
  refuseWaiting(code: ErrorCode): void {
    const waiting = [...this.#queues.values()].flat();
    this.#queues.clear();
    for (const queued of waiting) {
      this.#queuedItems -= countOf(queued);
      if ("run" in queued) queued.refuse(code);
      else queued.resolve(queued.items.map(() => refused(code)));
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
    if ("run" in batch) await batch.run();
    const items = "run" in batch ? [] : batch.flatMap((queued) => queued.items);
    const results = items.length === 0 ? [] : await this.#appendAll(conversationId, items);
    this.#inFlight.delete(conversationId);
    this.#queuedItems -= "run" in batch ? 1 : items.length;
    let from = 0;
    if (!("run" in batch))
      for (const queued of batch) queued.resolve(results.slice(from, (from += queued.items.length)));
    if (this.#queues.has(conversationId)) this.#collector.ask();
  }

  async #appendAll(conversationId: ConversationId, items: readonly ToSend[]): Promise<readonly AppendResult[]> {
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

/** As many items as one append may carry, at least one; or the call whose turn it is. */
function takeBatch(queue: Queued[]): QueuedItems[] | QueuedCall {
  const [first] = queue;
  if (first !== undefined && "run" in first) {
    queue.shift();
    return first;
  }
  const batch: QueuedItems[] = [];
  let [items, chars] = [0, 0];
  for (const queued of queue) {
    if ("run" in queued) break;
    [items, chars] = [items + queued.items.length, chars + queued.chars];
    if (
      batch.length > 0 &&
      (items > sendQueueLimits.maxItemsPerAppend || chars > sendQueueLimits.maxBodyCharsPerAppend)
    )
      break;
    batch.push(queued);
  }
  queue.splice(0, batch.length);
  return batch;
}

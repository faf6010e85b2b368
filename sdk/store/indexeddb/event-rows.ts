// The events of conversations in their object store, by conversation and seq: reads, writes and prunes them, within the
// transaction of whoever calls.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { StoredEventsQuery } from "../klatch-store.ts";
import { lastSeqOf } from "../stored-events.ts";
import { asError, resultOf, type IdbKeyRanges, type IdbObjectStore } from "./idb.ts";

/** After so many written events of a conversation its events are counted again, for pruning. */
const countEvery = 500;

export class EventRows {
  readonly #ranges: IdbKeyRanges;
  readonly #maxEvents: number;
  /** Per conversation, the events written since the last count. */
  readonly #uncounted = new Map<string, number>();

  /** @param maxEvents of a conversation */
  constructor(ranges: IdbKeyRanges, maxEvents: number) {
    this.#ranges = ranges;
    this.#maxEvents = maxEvents;
  }

  /** In rising order. */
  read(store: IdbObjectStore, { conversationId, from, limit }: StoredEventsQuery): Promise<EventFrame[]> {
    const events =
      "after" in from
        ? resultOf(store.getAll(this.#range(conversationId, from.after + 1, Number.MAX_SAFE_INTEGER), limit))
        : lastOf(store, this.#range(conversationId, 0, from.before - 1), limit);
    return events as Promise<EventFrame[]>;
  }

  /** Deletes those that are or reach beyond a seq. */
  async forgetAfter(store: IdbObjectStore, conversationId: string, seq: number): Promise<void> {
    store.delete(this.#range(conversationId, seq + 1, Number.MAX_SAFE_INTEGER));
    const [last] = (await lastOf(store, this.#range(conversationId, 0, seq), 1)) as EventFrame[];
    // A `void` may reach beyond.
    if (last !== undefined && lastSeqOf(last) > seq) store.delete(this.#range(conversationId, last.seq, last.seq));
  }

  /** Drops the oldest beyond the limit now and then. */
  put(store: IdbObjectStore, events: readonly EventFrame[]): void {
    for (const event of events) {
      const { conversationId, seq } = event;
      // A `void` replaces all the events that it stands for.
      if (lastSeqOf(event) > seq) store.delete(this.#range(conversationId, seq + 1, lastSeqOf(event)));
      store.put(event, [conversationId, seq]);
      // Also counted at the first event of a run: the run before may have ended without counting.
      const uncounted = (this.#uncounted.get(conversationId) ?? countEvery - 1) + 1;
      this.#uncounted.set(conversationId, uncounted < countEvery ? uncounted : 0);
      if (uncounted >= countEvery) this.#prune(store, conversationId);
    }
  }

  /** Drops the oldest events beyond the limit, within the caller's transaction. */
  #prune(store: IdbObjectStore, conversationId: string): void {
    const all = this.#range(conversationId, 0, Number.MAX_SAFE_INTEGER);
    const count = store.count(all);
    count.addEventListener("success", () => {
      const excess = count.result - this.#maxEvents;
      if (excess <= 0) return;
      const oldest = store.getAllKeys(all, excess);
      oldest.addEventListener("success", () => {
        for (const key of oldest.result) store.delete(key);
      });
    });
  }

  #range(conversationId: string, fromSeq: number, toSeq: number): unknown {
    // A key range that ends before it begins is an error, so an empty one is made between two seqs instead.
    return this.#ranges.bound([conversationId, Math.min(fromSeq, toSeq + 0.5)], [conversationId, toSeq + 0.5]);
  }
}

/** The last `limit` values of the range, in rising order. */
function lastOf(store: IdbObjectStore, range: unknown, limit: number): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const events: unknown[] = [];
    const request = store.openCursor(range, "prev");
    request.addEventListener("error", () => reject(asError(request.error)));
    request.addEventListener("success", () => {
      const cursor = request.result;
      if (cursor === null || events.length >= limit) return resolve(events.reverse());
      events.push(cursor.value);
      cursor.continue();
    });
  });
}

// The newest events in memory, serialised once for every subscriber that is caught up.
import type { StreamEvent } from "../../../schema/rpc/conversation.ts";

const maxEvents = 1_024;
const maxChars = 1_048_576;

export class TailCache {
  #events: StreamEvent[] = [];
  #chars = 0;
  /** The last answer: many subscribers ask the same question. */
  #last: { readonly seq: number; readonly limit: number; readonly events: readonly StreamEvent[] } | null = null;

  clear(): void {
    [this.#events, this.#chars, this.#last] = [[], 0, null];
  }

  push(events: readonly StreamEvent[]): void {
    this.#last = null;
    const [first] = events;
    const last = this.#events.at(-1);
    // `after` relies on seqs without gaps.
    if (first !== undefined && last !== undefined && first.seq !== last.seq + 1) [this.#events, this.#chars] = [[], 0];
    for (const event of events) {
      this.#events.push(event);
      this.#chars += event.frame.length;
    }
    // Dropped in halves, so that the cost of moving the rest is spread over many pushes.
    if (this.#events.length <= maxEvents && this.#chars <= maxChars) return;
    while (this.#events.length > maxEvents / 2 || this.#chars > maxChars / 2) {
      const dropped = this.#events.splice(0, Math.ceil(this.#events.length / 2));
      if (dropped.length === 0) return;
      for (const { frame } of dropped) this.#chars -= frame.length;
    }
  }

  /** Takes these in the place of those with the same seqs. */
  replace(events: readonly StreamEvent[]): void {
    const first = this.#events[0]?.seq ?? 0;
    this.#last = null;
    for (const event of events) {
      const known = this.#events[event.seq - first];
      if (known?.seq !== event.seq) continue;
      this.#chars += event.frame.length - known.frame.length;
      this.#events[event.seq - first] = event;
    }
  }

  /** Up to `limit` events directly after `seq`, or null if memory does not reach back that far. */
  after(seq: number, limit: number): readonly StreamEvent[] | null {
    const first = this.#events[0];
    if (first === undefined || seq + 1 < first.seq) return null;
    if (this.#last?.seq === seq && this.#last.limit === limit) return this.#last.events;
    const start = seq + 1 - first.seq;
    const events = this.#events.slice(start, start + limit);
    this.#last = { seq, limit, events };
    return events;
  }
}

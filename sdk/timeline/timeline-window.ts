// The events a timeline holds: a run of the log without gaps, which grows at its ends and is cut back there.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { lastSeqOf, runAfter, runBefore } from "../store/stored-events.ts";

export class TimelineWindow {
  #events: readonly EventFrame[] = [];
  get events(): readonly EventFrame[] {
    return this.#events;
  }

  /** The first seq it holds; empty, it lies before the first of all. */
  get startSeq(): number {
    return this.#events[0]?.seq ?? 1;
  }

  get endSeq(): number {
    const last = this.#events.at(-1);
    return last === undefined ? 0 : lastSeqOf(last);
  }

  holds(seq: number): boolean {
    return this.startSeq <= seq && seq <= this.endSeq;
  }

  /** Of `events`, rising by seq: what leads to the last of them without a gap. */
  replace(events: readonly EventFrame[]): void {
    const last = events.at(-1);
    this.#events = last === undefined ? [] : runBefore(events, lastSeqOf(last) + 1);
  }

  /** Takes of `events`, rising by seq, what leads to its start without a gap. */
  prepend(events: readonly EventFrame[]): boolean {
    const run = runBefore(events, this.startSeq).map((event) =>
      event.type === "void" && event.toSeq >= this.startSeq ? { ...event, toSeq: this.startSeq - 1 } : event,
    );
    if (run.length > 0) this.#events = [...run, ...this.#events];
    return run.length > 0;
  }

  /** Takes of `events`, rising by seq, what follows its end without a gap. */
  append(events: readonly EventFrame[]): boolean {
    const run = runAfter(events, this.endSeq);
    if (run.length > 0) this.#events = [...this.#events, ...run];
    return run.length > 0;
  }

  /** Keeps what holds `fromSeq` to `toSeq` and `margin` events on either side. False: there is nothing else. */
  trim(fromSeq: number, toSeq: number, margin: number): boolean {
    const first = this.#events.findIndex((event) => lastSeqOf(event) >= fromSeq);
    const last = this.#events.findLastIndex((event) => event.seq <= toSeq);
    // A place outside the window tells nothing about what may go.
    if (first < 0 || last < first) return false;
    const kept = this.#events.slice(Math.max(0, first - margin), last + 1 + margin);
    if (kept.length === this.#events.length) return false;
    this.#events = kept;
    return true;
  }
}

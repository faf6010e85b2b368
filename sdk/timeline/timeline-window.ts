// The events of a timeline: a part of the log without gaps, which grows and is trimmed at both ends.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { eventsUpTo, firstFrom, lastSeqOf, runAfter, runBefore } from "../store/stored-events.ts";

export class TimelineWindow {
  #events: readonly EventFrame[] = [];
  get events(): readonly EventFrame[] {
    return this.#events;
  }

  /** The first seq of the window; 1 if it is empty. */
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

  /** Replaces the window by the last part of `events` that has no gap. `events` rise by seq. */
  replace(events: readonly EventFrame[]): void {
    const last = events.at(-1);
    this.#events = last === undefined ? [] : runBefore(events, lastSeqOf(last) + 1);
  }

  /** Adds the part of `events`, rising by seq, that leads to the window's start without a gap. @returns false: none does */
  prepend(events: readonly EventFrame[]): boolean {
    const run = runBefore(events, this.startSeq).map((event) =>
      event.type === "void" && event.toSeq >= this.startSeq ? { ...event, toSeq: this.startSeq - 1 } : event,
    );
    if (run.length > 0) this.#events = [...run, ...this.#events];
    return run.length > 0;
  }

  /** Adds the part of `events`, rising by seq, that follows the window's end without a gap. @returns false: none does */
  append(events: readonly EventFrame[]): boolean {
    const run = runAfter(events, this.endSeq);
    if (run.length > 0) this.#events = [...this.#events, ...run];
    return run.length > 0;
  }

  /** Drops the events that are or reach beyond `seq`. */
  forgetAfter(seq: number): void {
    this.#events = eventsUpTo(this.#events, seq);
  }

  /** Puts another object in the place of some events. */
  replaceEach(by: (event: EventFrame) => EventFrame): void {
    this.#events = this.#events.map(by);
  }

  /** Keeps the events of `fromSeq` to `toSeq` and `margin` events on either side. @returns false if nothing was dropped */
  trim(fromSeq: number, toSeq: number, margin: number): boolean {
    const first = this.#events.findIndex((event) => lastSeqOf(event) >= fromSeq);
    const last = firstFrom(this.#events, toSeq + 1) - 1;
    // A range outside the window does not say which events may be dropped.
    if (first < 0 || last < first) return false;
    const kept = this.#events.slice(Math.max(0, first - margin), last + 1 + margin);
    if (kept.length === this.#events.length) return false;
    this.#events = kept;
    return true;
  }
}

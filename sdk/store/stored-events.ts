// Rules about kept events that every store shares, and the one that lets no gap look like adjacency.
import type { EventFrame } from "../../schema/protocol/events/events.ts";

export const defaultMaxEvents = 5_000;

export const lastSeqOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);

/** Index of the first event whose `seq` is at least `seq`; `events` rise by it. */
export function firstFrom(events: readonly EventFrame[], seq: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of `events`, rising by seq: those that follow `afterSeq` without a gap; what an earlier one stands for is left out. */
export function runAfter(events: readonly EventFrame[], afterSeq: number): EventFrame[] {
  const run: EventFrame[] = [];
  let end = afterSeq;
  for (const event of events) {
    if (event.seq > end + 1) break;
    if (lastSeqOf(event) <= end) continue;
    run.push(event.seq <= end ? { ...event, seq: end + 1 } : event);
    end = lastSeqOf(event);
  }
  return run;
}

/** Of `events`, rising by seq: those that lead without a gap to `beforeSeq`; the last may stand for more than that. */
export function runBefore(events: readonly EventFrame[], beforeSeq: number): EventFrame[] {
  const run: EventFrame[] = [];
  let start = beforeSeq;
  for (const event of events.toReversed()) {
    // A `void` before it may reach further, and stand for it too.
    if (lastSeqOf(event) < start - 1) continue;
    run.push(run.length > 0 && event.type === "void" ? { ...event, toSeq: start - 1 } : event);
    start = event.seq;
  }
  return run.toReversed();
}

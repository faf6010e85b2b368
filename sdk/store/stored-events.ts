// Rules about stored events that all stores share, and functions that find events without gaps.
import type { EventFrame } from "../../schema/protocol/events/events.ts";

export const defaultMaxEvents = 5_000;

export const lastSeqOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);

/** Those that neither are nor reach beyond `seq`. */
export const eventsUpTo = <Event extends EventFrame>(events: readonly Event[], seq: number): Event[] =>
  events.filter((event) => lastSeqOf(event) <= seq);

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

/**
 * The events that follow `afterSeq` without a gap. Events that an earlier `void` covers are left out.
 * @param events rising by seq
 */
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

/**
 * The events that lead to `beforeSeq` without a gap. The last may be a `void` that reaches beyond `beforeSeq`.
 * @param events rising by seq
 */
export function runBefore(events: readonly EventFrame[], beforeSeq: number): EventFrame[] {
  const run: EventFrame[] = [];
  let start = beforeSeq;
  for (const event of [...events].reverse()) {
    // Not the neighbour: an earlier `void` may still reach further and be adjacent.
    if (lastSeqOf(event) < start - 1) continue;
    run.push(run.length > 0 && event.type === "void" ? { ...event, toSeq: start - 1 } : event);
    start = event.seq;
  }
  return run.reverse();
}

// The parts of a group's log that one user may see: intervals of seqs, one per membership. Pure; asked for every event
// that is delivered.

/** Both ends are inclusive. `toSeq` is null while the user is a member. */
export interface Interval {
  readonly fromSeq: number;
  readonly toSeq: number | null;
}

/** In order, disjoint and never adjacent: two adjacent intervals become one. */
export type Intervals = readonly Interval[];

/** Sees everything from the first event on. */
export const wholeLog: Intervals = [{ fromSeq: 1, toSeq: null }];

/** Part of a range of the log: events with `afterSeq < seq <= throughSeq`, all visible or all invisible. */
export interface Stretch {
  readonly afterSeq: number;
  readonly throughSeq: number;
  readonly visible: boolean;
}

const endOf = ({ toSeq }: Interval): number => toSeq ?? Number.POSITIVE_INFINITY;

export const isVisible = (intervals: Intervals, seq: number): boolean =>
  intervals.some((interval) => interval.fromSeq <= seq && seq <= endOf(interval));

/** Whether everything that happened after this event is visible. */
export function seesAllSince(intervals: Intervals, seq: number): boolean {
  const last = intervals.at(-1);
  return last !== undefined && last.toSeq === null && last.fromSeq <= seq;
}

/**
 * Cuts the events with `afterSeq < seq <= throughSeq` into stretches, in order and without gaps. Neighbours differ in
 * `visible`; an empty range has none.
 */
export function cutRange(intervals: Intervals, afterSeq: number, throughSeq: number): Stretch[] {
  const stretches: Stretch[] = [];
  let done = afterSeq;
  const extend = (to: number, visible: boolean): void => {
    const through = Math.min(to, throughSeq);
    if (through <= done) return;
    stretches.push({ afterSeq: done, throughSeq: through, visible });
    done = through;
  };
  for (const interval of intervals) {
    extend(interval.fromSeq - 1, false);
    extend(endOf(interval), true);
  }
  extend(throughSeq, false);
  return stretches;
}

/**
 * The last seq of a page that begins after `afterSeq` and has at most `limit` entries. Each visible event is one entry;
 * an invisible stretch is one entry, however long it is.
 */
export function endOfPage(intervals: Intervals, afterSeq: number, headSeq: number, limit: number): number {
  let [end, left] = [afterSeq, limit];
  for (const { throughSeq, visible } of cutRange(intervals, afterSeq, headSeq)) {
    if (left === 0) break;
    const next = visible ? Math.min(throughSeq, end + left) : throughSeq;
    left -= visible ? next - end : 1;
    end = next;
  }
  return end;
}

/** The same backwards: the seq after which a page begins that ends with `throughSeq`. */
export function startOfPage(intervals: Intervals, throughSeq: number, limit: number): number {
  let [start, left] = [throughSeq, limit];
  for (const { afterSeq, visible } of cutRange(intervals, 0, throughSeq).toReversed()) {
    if (left === 0) break;
    const next = visible ? Math.max(afterSeq, start - left) : afterSeq;
    left -= visible ? start - next : 1;
    start = next;
  }
  return start;
}

/** The intervals of a user who joins and sees everything from `fromSeq` on. */
export function openInterval(intervals: Intervals, fromSeq: number): Intervals {
  const earlier = intervals.filter((interval) => endOf(interval) + 1 < fromSeq);
  const touching = intervals[earlier.length];
  return [...earlier, { fromSeq: Math.min(fromSeq, touching?.fromSeq ?? fromSeq), toSeq: null }];
}

/** The intervals of a user who leaves: `toSeq` is the last event that they see. */
export const closeInterval = (intervals: Intervals, toSeq: number): Intervals =>
  intervals.map((interval) => (interval.toSeq === null ? { ...interval, toSeq } : interval));

// What of a group's log one person may see: intervals of seqs, one for each stay. Pure; asked for every event that leaves.

/** Both ends belong to it; `toSeq` null: they are in, it goes on. */
export interface Interval {
  readonly fromSeq: number;
  readonly toSeq: number | null;
}

/** In order, disjoint, never touching: two that touch are one. */
export type Intervals = readonly Interval[];

/** Who sees everything, from the first event on. */
export const wholeLog: Intervals = [{ fromSeq: 1, toSeq: null }];

/** Part of a range of the log: events with `afterSeq < seq <= throughSeq`, all visible or none. */
export interface Stretch {
  readonly afterSeq: number;
  readonly throughSeq: number;
  readonly visible: boolean;
}

const endOf = ({ toSeq }: Interval): number => toSeq ?? Number.POSITIVE_INFINITY;

export const isVisible = (intervals: Intervals, seq: number): boolean =>
  intervals.some((interval) => interval.fromSeq <= seq && seq <= endOf(interval));

/**
 * Cuts the events with `afterSeq < seq <= throughSeq` into stretches, in order and without gaps; neighbours differ in
 * `visible`. An empty range has none.
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
 * Where a page ends that begins after `afterSeq` and has at most `limit` entries: what is seen event by event, and what is
 * not as one entry, however long.
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

/** The same backwards: after which seq a page begins that ends with `throughSeq`. */
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

/** The intervals after somebody came in who sees everything from `fromSeq` on. */
export function openInterval(intervals: Intervals, fromSeq: number): Intervals {
  const earlier = intervals.filter((interval) => endOf(interval) + 1 < fromSeq);
  const touching = intervals[earlier.length];
  return [...earlier, { fromSeq: Math.min(fromSeq, touching?.fromSeq ?? fromSeq), toSeq: null }];
}

/** The intervals after somebody went: `toSeq` is the last event that they see. */
export const closeInterval = (intervals: Intervals, toSeq: number): Intervals =>
  intervals.map((interval) => (interval.toSeq === null ? { ...interval, toSeq } : interval));

// Computes which seqs a page of history covers. Pure arithmetic, because seqs have no gaps.
import { endOfPage, startOfPage, wholeLog, type Intervals } from "./visibility.ts";

export interface PageRequest {
  /** Exclusive seqs; without any of these, the newest page. */
  readonly before?: number;
  readonly after?: number;
  /** Half the page up to this seq, half after it. */
  readonly around?: number;
  readonly limit: number;
}

export interface PageRange {
  /** Events with `afterSeq < seq <= throughSeq`. */
  readonly afterSeq: number;
  readonly throughSeq: number;
  /** Ask with these for the neighbouring pages; null at either end of the log. */
  readonly before: number | null;
  readonly after: number | null;
}

/**
 * The range is the same whichever tier holds the events: a log that has dropped some leaves them to history.
 *
 * @param intervals what the caller may see: an invisible stretch takes one place on a page, however long it is
 */
export function pageRange(request: PageRequest, headSeq: number, intervals: Intervals = wholeLog): PageRange {
  if (request.around !== undefined) return around(request.around, request.limit, headSeq, intervals);
  const { before = headSeq + 1, after, limit } = request;
  const throughSeq =
    after === undefined ? Math.max(0, Math.min(before - 1, headSeq)) : endOfPage(intervals, after, headSeq, limit);
  const afterSeq = after === undefined ? startOfPage(intervals, throughSeq, limit) : after;
  const from = Math.min(afterSeq, headSeq);
  const through = Math.max(Math.min(throughSeq, headSeq), from);
  return {
    afterSeq: from,
    throughSeq: through,
    before: from > 0 ? from + 1 : null,
    after: through < headSeq ? through : null,
  };
}

function around(seq: number, limit: number, headSeq: number, intervals: Intervals): PageRange {
  const half = Math.ceil(limit / 2);
  const first = pageRange({ before: seq + 1, limit: half }, headSeq, intervals);
  if (limit === half) return first;
  const { throughSeq, after } = pageRange({ after: first.throughSeq, limit: limit - half }, headSeq, intervals);
  return { afterSeq: first.afterSeq, throughSeq, before: first.before, after };
}

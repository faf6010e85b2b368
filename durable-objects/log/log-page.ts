// Which stretch of the log a page of history covers: arithmetic, since seq has no gaps.

export interface PageRequest {
  /** Exclusive; neither: the newest page. */
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

export interface PageRange {
  /** Events with `afterSeq < seq <= throughSeq`. */
  readonly afterSeq: number;
  readonly throughSeq: number;
  /** Ask with these for the neighbouring pages; null where the log ends. */
  readonly before: number | null;
  readonly after: number | null;
}

/** Whichever tier holds the events: a log that has dropped some leaves them to history. */
export function pageRange(request: PageRequest, headSeq: number): PageRange {
  const { before, after, limit } = request;
  const [afterSeq, throughSeq] =
    after === undefined
      ? newestBefore(Math.min(before ?? headSeq + 1, headSeq + 1), limit)
      : [after, Math.min(after + limit, headSeq)];
  const from = Math.min(afterSeq, headSeq);
  const through = Math.max(throughSeq, from);
  return {
    afterSeq: from,
    throughSeq: through,
    before: from > 0 ? from + 1 : null,
    after: through < headSeq ? through : null,
  };
}

const newestBefore = (before: number, limit: number): [number, number] => [Math.max(0, before - 1 - limit), before - 1];

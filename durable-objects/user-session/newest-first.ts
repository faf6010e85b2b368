// Pages of a list of the user's, the newest first. Each entry has a number of its own, a time or a version, behind which the
// next page goes on.
import type { PageQuery } from "../../schema/rpc/session-questions.ts";

interface Page<One> {
  readonly items: One[];
  readonly next: string | null;
}

/** Behind which number a page begins. An invented cursor ends at some place. */
export const numberOf = (cursor: string | undefined): number =>
  cursor !== undefined && /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.MAX_SAFE_INTEGER;

/** @param rows in their order; one more than the page has, if there are further ones */
export function pageOf<One>(rows: readonly One[], limit: number, numberIn: (one: One) => number): Page<One> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? String(numberIn(last)) : null };
}

export function newestFirst<One>(
  all: readonly One[],
  { cursor, limit }: PageQuery,
  numberIn: (one: One) => number,
): Page<One> {
  const before = numberOf(cursor);
  const rows = all.filter((one) => numberIn(one) < before).toSorted((a, b) => numberIn(b) - numberIn(a));
  return pageOf(rows, limit, numberIn);
}

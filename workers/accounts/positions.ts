// Cursors of the directory's lists, which are ordered by time and id, the newest first.
import { and, eq, lt, or, type SQL } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

export interface Position {
  readonly at: number;
  readonly id: string;
}

/** An invented cursor is a position too: before everything, so that nothing comes after it. */
export function positionOf(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const [, at = "0", id = ""] = /^(\d{1,15})_(.*)$/.exec(cursor) ?? [];
  return { at: Number(at), id };
}

/** What comes after a position, as a condition on the columns that a list is ordered by. */
export const isAfter = (position: Position | null, at: SQLiteColumn, id: SQLiteColumn): SQL | undefined =>
  position === null ? undefined : or(lt(at, position.at), and(eq(at, position.at), lt(id, position.id)));

/** @param rows one more than the page has, if there are further ones */
export function cursorAfter<Row>(
  rows: readonly Row[],
  pageSize: number,
  at: (row: Row) => Position,
): { readonly page: readonly Row[]; readonly next: string | null } {
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  if (rows.length <= pageSize || last === undefined) return { page, next: null };
  const position = at(last);
  return { page, next: `${position.at}_${position.id}` };
}

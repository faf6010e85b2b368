// Cursors of operators' lists, which are ordered by time and id, the newest first.

export interface Position {
  readonly at: number;
  readonly id: string;
}

/** An invented cursor is a position too: before everything, so that nothing comes after it. */
export function positionOf(cursor: string): Position {
  const [, at = "0", id = ""] = /^(\d{1,15})_(.*)$/.exec(cursor) ?? [];
  return { at: Number(at), id };
}

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

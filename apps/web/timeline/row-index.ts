// The rows of a timeline by key, and how they continue the rows before them. Pure.
import type { Row } from "./timeline-rows.ts";

export class RowIndex {
  readonly rows: readonly Row[];
  readonly #byKey = new Map<string, number>();

  constructor(rows: readonly Row[]) {
    this.rows = rows;
    for (const [index, { key }] of rows.entries()) this.#byKey.set(key, index);
  }

  /** −1: there is no such row. */
  of(key: string): number {
    return this.#byKey.get(key) ?? -1;
  }
}

/** Rows that stand for something in the log, and keep their key wherever the window begins. */
export const isLasting = (row: Row | undefined): boolean => row?.kind === "message" || row?.kind === "system";

/**
 * @returns "other": no row is left, so the window is another one. "moved": rows were added or removed above those that are
 * left. "same": they are where they were.
 */
export function continuationOf(before: RowIndex, after: RowIndex): "same" | "moved" | "other" {
  for (const [index, row] of before.rows.entries()) {
    const now = isLasting(row) ? after.of(row.key) : -1;
    if (now >= 0) return now === index ? "same" : "moved";
  }
  return "other";
}

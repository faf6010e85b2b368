// Where a conversation opens, and which message stands for "read"; pure.
import type { Row } from "./timeline-rows.ts";

/** The row that a conversation opens at: the line above what is new; −1: at the end. */
export const openingIndex = (rows: readonly Row[]): number => rows.findIndex(({ kind }) => kind === "unread");

/** The row of a message; −1: not in the window. */
export const indexOfSeq = (rows: readonly Row[], seq: number): number =>
  rows.findIndex((row) => row.kind === "message" && row.message.seq !== null && row.message.seq >= seq);

/** The newest event at or above a row: what has been read when that row has been seen. Null: none. */
export function seqAt(rows: readonly Row[], index: number): number | null {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at--) {
    const row = rows[at];
    if (row?.kind === "message" && row.message.seq !== null) return row.message.seq;
    if (row?.kind === "system") return row.event.type === "void" ? row.event.toSeq : row.event.seq;
  }
  return null;
}

/** The time that stands over a row: its own, or that of the next that has one. */
export function timeAt(rows: readonly Row[], index: number): number | null {
  for (let at = Math.max(0, index); at < rows.length; at++) {
    const row = rows[at];
    if (row !== undefined && "atMs" in row) return row.atMs;
  }
  return null;
}

/** One of these rows names the day by itself. */
export const isDayNear = (rows: readonly Row[], from: number, to: number): boolean =>
  rows.slice(Math.max(0, from), to + 1).some(({ kind }) => kind === "day" || kind === "start");

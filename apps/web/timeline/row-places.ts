// Finds rows: where a message is, and up to which event is read. Pure.
import { lastSeqOf } from "./shown-window.ts";
import type { MessageRow, Row } from "./timeline-rows.ts";

/** Of an album of which some are not sent yet: of those that are. */
const lastSeqOfRow = ({ message, album }: MessageRow): number | null =>
  (album?.findLast(({ seq }) => seq !== null) ?? message).seq;

/** The newest event that a row stands for; null: none. */
function lastSeqIn(row: Row | undefined): number | null {
  if (row?.kind === "message") return lastSeqOfRow(row);
  return row?.kind === "system" ? lastSeqOf(row.event) : null;
}

/** The row of the unread line; −1: there is none. */
export const unreadIndex = (rows: readonly Row[]): number => rows.findIndex(({ kind }) => kind === "unread");

/** The row of an event, or of the next one that has a row; −1: there is none in the window. */
export const indexOfSeq = (rows: readonly Row[], seq: number): number =>
  rows.findIndex((row) => (lastSeqIn(row) ?? 0) >= seq);

/** The newest event at or above a row, up to which everything is read if the row was visible. Null: none. */
export function seqAt(rows: readonly Row[], index: number): number | null {
  for (let at = Math.min(index, rows.length - 1); at >= 0; at--) {
    const seq = lastSeqIn(rows[at]);
    if (seq !== null) return seq;
  }
  return null;
}

/** The time for the floating day above a row: the row's own, or that of the next row that has one. */
export function timeAt(rows: readonly Row[], index: number): number | null {
  for (let at = Math.max(0, index); at < rows.length; at++) {
    const row = rows[at];
    if (row !== undefined && "atMs" in row) return row.atMs;
  }
  return null;
}

/** Whether one of these rows shows a day itself. */
export const isDayNear = (rows: readonly Row[], from: number, to: number): boolean =>
  rows.slice(Math.max(0, from), to + 1).some(({ kind }) => kind === "day" || kind === "start");

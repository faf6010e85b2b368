// The text of a segment in its row of D1: it lets the row fill its pages, so that the same events as tombstones, or with others
// after them in the same pages, overwrite what is there. The spaces are inside of the text, before its first row, where every
// version reads over them.
import { packedHead } from "../../../../schema/history/packed-events.ts";
import { blanksToFill, mostShared, pagesFor } from "../../../runtime/own-pages.ts";
import { recordBytes } from "../../../runtime/record-bytes.ts";
import type { SegmentRow } from "./segments.ts";

/**
 * The row with its text in the form in which it is stored.
 *
 * @param before the row that it takes the place of, if its pages are to be overwritten even if it needs fewer
 */
export function withBlanks(row: SegmentRow, before?: SegmentRow): SegmentRow {
  const [head, rest] = [row.body.slice(0, firstRowAt), row.body.slice(firstRowAt).trimStart()];
  const bytes = Buffer.byteLength(rest) + head.length + mostShared;
  const bytesWith = (blanks: number): number => bytesOf(row, bytes + blanks);
  const pages = Math.max(pagesFor(bytesWith(0)), before === undefined ? 0 : pagesFor(bytesOf(before)));
  return { ...row, body: head + " ".repeat(mostShared + blanksToFill(pages, bytesWith)) + rest };
}

/** After the head and its line break. */
const firstRowAt = packedHead.length + 1;

const bytesOf = ({ conversationId, firstSeq, lastSeq, lastAt, body, revision }: SegmentRow, bytes?: number): number =>
  recordBytes([
    { text: conversationId.length },
    firstSeq,
    lastSeq,
    lastAt,
    { text: bytes ?? Buffer.byteLength(body) },
    revision,
  ]);

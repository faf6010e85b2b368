// The first row of a table of the log, made so long that it fills the table's first page by itself.
//
// When a table gets its second page, SQLite copies what the first one has to another and leaves the bytes where they were,
// where nothing overwrites them any more. Later rows stay in their places. So the first page must have had no words.
import { recordBytes, sharedBytes } from "../../runtime/record-bytes.ts";
import type { PackedRow } from "./log-row.ts";

/** Of a row in a page that it shares with others; one of so many leaves no room for a second. */
const mostShared = 4_061;

/** Spaces before `own` push the bodies into pages of their own. Their number lets the row fill the first page. */
export function withBlanks(row: PackedRow): PackedRow {
  const [meta, own, bodies] = [row.meta, row.own, row.bodies].map((text) => Buffer.byteLength(text)) as Three;
  // `seq` is the row's key: 0 in the row itself.
  const bytesWith = (blanks: number): number =>
    recordBytes([0, row.lastSeq, { text: meta }, { text: blanks + own }, { text: bodies }]);
  let blanks = mostShared;
  for (;;) {
    const shared = sharedBytes(bytesWith(blanks), mostShared);
    if (shared === mostShared) return { ...row, own: " ".repeat(blanks) + row.own };
    // A byte for each blank, and at most two by which the record's header grows.
    blanks += Math.max(1, mostShared - shared - 2);
  }
}

type Three = [number, number, number];

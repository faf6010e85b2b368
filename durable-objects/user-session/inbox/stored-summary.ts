// How the inbox's table keeps a summary, so that a later one overwrites what its preview says.
//
// SQLite copies the first part of a row to other pages as the table grows, and leaves it where it was. The rest lies in a
// page of its own, which is overwritten in its place if the row's length is the same. So spaces come first, and each row has
// the same length whatever it says.
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import { bytesPerOwnPage, recordBytes } from "../../runtime/record-bytes.ts";
import type { InboxRow } from "./inbox-row.ts";

/** A row without ROWID keeps at most this much in a page that it shares. */
const mostShared = 1_002;
/** One page of its own, and about 600 bytes. A summary has at most some 3,000, but for a name made of control characters. */
const leastBytes = 4_700;

/** Without the spaces: `json` is several times as fast as `trim`. */
export const readEntries =
  "SELECT conversation_id, stale, version, head_seq, active_at, json(summary) AS summary FROM inbox";
/** Not OR REPLACE, which leaves the old row's bytes. */
export const putEntry = `INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET stale = excluded.stale,
  version = excluded.version, head_seq = excluded.head_seq, active_at = excluded.active_at, summary = excluded.summary`;
/** With the summary, because the row must keep its length. */
export const versionEntry = "UPDATE inbox SET version = ?, summary = ? WHERE conversation_id = ?";

/** The text of a summary in this row. */
export function storedSummary(row: Omit<InboxRow, "stale" | "summary">, summary: ConversationSummary): string {
  const text = " ".repeat(mostShared) + JSON.stringify(summary);
  const bytes = Buffer.byteLength(text);
  const bytesWith = (blanks: number): number =>
    recordBytes([
      { text: Buffer.byteLength(row.conversationId) },
      // `stale`: 0 and 1 take the same.
      0,
      row.version,
      row.headSeq,
      row.activeAt,
      { text: bytes + blanks },
    ]);
  const missing = leastBytes - bytesWith(0);
  const pages = Math.max(0, Math.ceil(-missing / bytesPerOwnPage));
  return text + " ".repeat(missing + pages * bytesPerOwnPage);
}

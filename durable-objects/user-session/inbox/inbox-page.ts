// The list of conversations in pages: its order, and the cursor from one page to the next. Pure.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { InboxRow } from "./inbox-row.ts";

/** Sorts newest first, then by id, so that pages have a fixed order. */
export function compareRows(
  a: Pick<InboxRow, "activeAt" | "conversationId">,
  b: Pick<InboxRow, "activeAt" | "conversationId">,
): number {
  return b.activeAt - a.activeAt || (a.conversationId < b.conversationId ? -1 : 1);
}

/** Where a page ended, and the inbox version of the first page of its list. */
interface PageEnd {
  readonly version: number;
  readonly after: Pick<InboxRow, "activeAt" | "conversationId">;
}

/**
 * One page after `cursor` (`<version>_<activeAt>_<conversationId>`, the `next` of the page before).
 *
 * @param version the version of the inbox that has `rows`
 * @returns `version` of the first page: an entry that moves onto an earlier page meanwhile gets a higher version, so a
 * client that asks `since` that version, from whichever page, gets the entry
 */
export function inboxPage(
  rows: readonly InboxRow[],
  version: number,
  cursor: string | undefined,
  limit: number,
): { rows: InboxRow[]; version: number; next: string | null } {
  const sorted = rows.toSorted(compareRows);
  const end = cursor === undefined ? null : parseCursor(cursor);
  const rest = end === null ? sorted : sorted.filter((row) => compareRows(end.after, row) < 0);
  const page = rest.slice(0, Math.min(limit, wireLimits.maxPageSize));
  const last = page.at(-1);
  const firstVersion = Math.min(version, end?.version ?? version);
  return {
    rows: page,
    version: firstVersion,
    next:
      last === undefined || rest.length === page.length
        ? null
        : `${firstVersion}_${last.activeAt}_${last.conversationId}`,
  };
}

/** An invented cursor is accepted: it ends at some place, and its version 0 makes everything a change. */
function parseCursor(cursor: string): PageEnd {
  const [version = "", activeAt = "", ...id] = cursor.split("_");
  return {
    version: wholeNumber(version),
    after: { activeAt: wholeNumber(activeAt), conversationId: id.join("_") as ConversationId },
  };
}

const wholeNumber = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0);

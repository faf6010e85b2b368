// Which entries a question about the inbox selects. Pure.
import type { InboxQuery } from "../../../schema/rpc/session-questions.ts";
import type { InboxRow } from "./inbox-row.ts";
import { isHidden, shownSettings, type StoredSettings } from "./settings.ts";
import type { SettingsTable } from "./settings-table.ts";

type Selected = Pick<InboxQuery, "since" | "archived" | "pinned" | "muted" | "unread" | "mentions">;

const is = (wanted: boolean | undefined, so: boolean): boolean => wanted === undefined || wanted === so;

/** What was left or is hidden is listed only as a change, with `since`. */
export function listedBy(
  query: Selected,
  settings: Pick<SettingsTable, "get">,
  now: number,
): (row: InboxRow) => boolean {
  return ({ conversationId, summary }) => {
    if (summary === null) return false;
    const stored: StoredSettings = settings.get(conversationId);
    if (query.since === undefined && (summary.left === true || isHidden(stored, summary))) return false;
    const { archived = false, pinned = false, mutedUntil, markedUnread = false } = shownSettings(stored, summary, now);
    return (
      is(query.archived, archived) &&
      is(query.pinned, pinned) &&
      is(query.muted, mutedUntil !== undefined) &&
      is(query.unread, summary.unread > 0 || markedUnread) &&
      is(query.mentions, (summary.mentions ?? 0) > 0)
    );
  };
}

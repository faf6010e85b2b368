// What the user has set for a conversation, in its entry: merged by versions, ended by messages, changed before the server
// has answered. Pure.
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { InboxEntry } from "./listed-conversation.ts";

type SettingName = "pinned" | "mutedUntil" | "notify" | "archived" | "hidden" | "markedUnread" | "draft";
type OwnSettings = Pick<ConversationEntry, SettingName>;

/** Settings of a conversation to change, for the user alone; the others stay as they are. */
export interface ConversationSettings {
  readonly pinned?: boolean;
  /** In ms since 1970, at most ten years ahead; null: not muted any more. */
  readonly mutedUntil?: number | null;
  readonly notify?: "all" | "mentions" | "none";
  readonly archived?: boolean;
  readonly hidden?: boolean;
  readonly markedUnread?: boolean;
}

/** @returns `entry` with the settings of `from`, and no others */
export function withSettingsOf(entry: InboxEntry, from: OwnSettings): InboxEntry {
  const {
    pinned: _p,
    mutedUntil: _m,
    notify: _n,
    archived: _a,
    hidden: _h,
    markedUnread: _u,
    draft: _d,
    ...rest
  } = entry;
  const { pinned, mutedUntil, notify, archived, hidden, markedUnread, draft } = from;
  return {
    ...rest,
    ...(pinned && { pinned }),
    ...(mutedUntil !== undefined && { mutedUntil }),
    ...(notify !== undefined && { notify }),
    ...(archived && { archived }),
    ...(hidden && { hidden }),
    ...(markedUnread && { markedUnread }),
    ...(draft !== undefined && { draft }),
  };
}

/** The same rule as on the server: news end `hidden` and, unless the conversation is muted then, `archived`. */
export function afterNews(entry: InboxEntry, createdAt: number): InboxEntry {
  if (entry.archived !== true && entry.hidden !== true) return entry;
  const { hidden: _, ...shown } = entry;
  if ((entry.mutedUntil ?? 0) > createdAt) return shown;
  const { archived: __, ...listed } = shown;
  return listed;
}

/** @returns the entry as it will be when the server has done the change */
export function withChange(entry: InboxEntry, change: ConversationSettings): InboxEntry {
  const { pinned = entry.pinned, archived = entry.archived, hidden = entry.hidden } = change;
  const { markedUnread = entry.markedUnread, notify = entry.notify } = change;
  const mutedUntil = change.mutedUntil === undefined ? entry.mutedUntil : change.mutedUntil;
  return withSettingsOf(entry, {
    ...(pinned === true && { pinned }),
    ...(typeof mutedUntil === "number" && { mutedUntil }),
    ...(notify !== undefined && notify !== "all" && { notify }),
    ...(archived === true && { archived }),
    ...(hidden === true && { hidden }),
    ...(markedUnread === true && { markedUnread }),
    ...(entry.draft !== undefined && { draft: entry.draft }),
  });
}

// What the user has set for a conversation, in its entry: merged by versions, ended by messages, changed before the server
// has answered. Pure.
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { InboxEntry } from "./listed-conversation.ts";

const settingNames = ["pinned", "mutedUntil", "notify", "archived", "hidden", "markedUnread", "draft"] as const;
type OwnSettings = Pick<ConversationEntry, (typeof settingNames)[number]>;

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
  const merged = { ...entry };
  for (const name of settingNames) {
    delete merged[name];
    if (from[name] !== undefined) Object.assign(merged, { [name]: from[name] });
  }
  return merged;
}

/** The same rule as on the server: news end `hidden` and, unless the conversation is muted then, `archived`. */
export function afterNews(entry: InboxEntry, createdAt: number): InboxEntry {
  if (entry.archived !== true && entry.hidden !== true) return entry;
  const { hidden: _, ...shown } = entry;
  if ((entry.mutedUntil ?? 0) > createdAt) return shown;
  const { archived: __, ...listed } = shown;
  return listed;
}

/** What an entry says by having no such field. */
const unset: readonly unknown[] = [false, null, "all"];

/** @returns the entry as it will be when the server has done the change */
export function withChange(entry: InboxEntry, change: ConversationSettings): InboxEntry {
  const merged: InboxEntry = Object.assign({ ...entry }, change);
  for (const name of settingNames) if (unset.includes(merged[name])) delete merged[name];
  return merged;
}

// What the user has set for a conversation, in its entry: merged by versions, ended by messages, changed before the server
// has answered. Pure.
//
// Whether they have blocked who is in it is one of these: the session says so, and no log.
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { InboxEntry } from "./listed-conversation.ts";

const settingNames = [
  "pinned",
  "mutedUntil",
  "notify",
  "archived",
  "hidden",
  "markedUnread",
  "blocked",
  "draft",
] as const;
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
export const withSettingsOf = (entry: InboxEntry, from: OwnSettings): InboxEntry =>
  withThose(entry, settingNames, from);

/** The same rule as on the server: news end `hidden` and, unless the conversation is muted then, `archived`. */
export function afterNews(entry: InboxEntry, createdAt: number): InboxEntry {
  if (entry.archived !== true && entry.hidden !== true) return entry;
  const { hidden: _, ...shown } = entry;
  if ((entry.mutedUntil ?? 0) > createdAt) return shown;
  const { archived: __, ...listed } = shown;
  return listed;
}

/** @returns the entry as it will be when the server has done the change */
export const withChange = (entry: InboxEntry, change: ConversationSettings): InboxEntry =>
  withThose(entry, Object.keys(change), change);

/** What an entry says by having no such field. */
const unset: readonly unknown[] = [undefined, false, null, "all"];

function withThose(entry: InboxEntry, names: readonly string[], from: object): InboxEntry {
  const merged = { ...entry };
  for (const name of names) {
    const value: unknown = Reflect.get(from, name);
    if (unset.includes(value)) Reflect.deleteProperty(merged, name);
    else Reflect.set(merged, name, value);
  }
  return merged;
}

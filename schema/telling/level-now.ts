// Of which messages of a conversation a user is told at a time. Pure: the server asks it for notifications, the page for sounds.
import type { UserId } from "../protocol/ids.ts";
import type { NotificationSettings } from "../protocol/notifications.ts";
import { isQuiet } from "./quiet-hours.ts";

/** What the user has chosen, for the conversation and for all. */
export interface Wishes {
  readonly settings: { readonly notify?: "all" | "mentions" | "none"; readonly mutedUntil?: number };
  readonly choices: Pick<NotificationSettings, "mentionsBreakThrough" | "quietHours">;
  /** In ms since 1970. */
  readonly now: number;
}

/** Of which messages. */
export type Level = "all" | "mentions" | "none";

export function levelNow({ settings, choices, now }: Wishes): Level {
  const { notify = "all", mutedUntil = 0 } = settings;
  const { mentionsBreakThrough, quietHours } = choices;
  const isHeldBack = mutedUntil > now || (quietHours !== null && isQuiet(quietHours, now));
  if (notify === "none" || !isHeldBack) return notify;
  return mentionsBreakThrough ? "mentions" : "none";
}

/** What is read of a message. */
interface Said {
  readonly seq: number;
  readonly senderId: UserId;
  readonly content?: { readonly type: string };
  readonly mentions?: readonly UserId[];
  readonly silent?: true;
}

interface Listener {
  readonly userId: UserId;
  /** The id by which a mention means all. */
  readonly everyone: UserId;
  /** How far the user has read. */
  readonly cursorSeq: number;
  readonly level: Level;
}

/** Whether the user is told of this message. */
export function isToldOf(
  { seq, senderId, content, mentions = [], silent }: Said,
  { userId, everyone, cursorSeq, level }: Listener,
): boolean {
  if (senderId === userId || silent === true || content?.type === "gone" || seq <= cursorSeq) return false;
  return level === "all" || (level === "mentions" && (mentions.includes(userId) || mentions.includes(everyone)));
}

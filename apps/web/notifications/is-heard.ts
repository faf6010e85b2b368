// Whether a message is one that its reader is told of, by the rules of notifications. Pure.
import type { ConversationEntry, KlatchEvents, NotificationSettings, UserId } from "@klatch/sdk";
import { isToldOf, levelNow } from "../../../schema/telling/level-now.ts";

type Said = Pick<KlatchEvents["message"], "seq" | "senderId" | "content" | "mentions" | "silent">;
type Entry = Pick<ConversationEntry, "cursorSeq" | "notify" | "mutedUntil" | "request" | "left" | "blocked">;

export interface Hearing {
  readonly me: UserId;
  /** The id by which a mention means all. */
  readonly everyone: UserId;
  readonly choices: Pick<NotificationSettings, "mentionsBreakThrough" | "quietHours" | "messageRequests">;
  /** In ms since 1970. */
  readonly now: number;
}

export function isHeard(message: Said, entry: Entry, { me, everyone, choices, now }: Hearing): boolean {
  if (entry.left === true || entry.blocked === true) return false;
  // Who is not accepted cannot break through.
  if (entry.request === true && !choices.messageRequests) return false;
  const level = levelNow({ settings: entry, choices, now });
  return isToldOf(message, { userId: me, everyone, cursorSeq: entry.cursorSeq, level });
}

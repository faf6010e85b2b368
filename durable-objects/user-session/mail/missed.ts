// Which conversations a digest tells of: direct messages, and mentions in groups, that nobody has read for a day. Pure.
import type { NotificationSettings } from "../../../schema/protocol/notifications.ts";
import { levelNow, type Level } from "../../../schema/telling/level-now.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import { isHidden, type StoredSettings } from "../inbox/settings.ts";

/** What is unread for so long was missed, and so long lies between two digests, at least. */
export const missedAfterMs = 86_400_000;

interface Wishes {
  readonly settings: StoredSettings;
  readonly choices: Pick<NotificationSettings, "mentionsBreakThrough">;
  readonly now: number;
}

/**
 * Of which messages in this conversation a digest would tell, if they were missed. Of groups of mentions only. At no time is it too
 * late for a mail: quiet hours are for what rings.
 */
export function levelOfDigest(summary: ConversationSummary, { settings, choices, now }: Wishes): Level {
  const { mentionsBreakThrough } = choices;
  const level = levelNow({ settings, choices: { mentionsBreakThrough, quietHours: null }, now });
  return level === "all" && summary.kind === "group" ? "mentions" : level;
}

/** Whether there may be something to tell. @param toldSeq how far digests have told already */
export function mayBeMissed(summary: ConversationSummary, toldSeq: number, wishes: Wishes): boolean {
  const { unread, mentions = 1, headSeq, left, request } = summary;
  if (left === true || request === true || unread === 0 || headSeq <= toldSeq) return false;
  if (isHidden(wishes.settings, summary)) return false;
  const level = levelOfDigest(summary, wishes);
  return level === "all" || (level === "mentions" && mentions > 0);
}

/** When there is to be looked again, ms since 1970. @param since when the oldest message came that was not missed yet; null: there is none */
export const nextDigestAt = (since: number | null, isSentNow: boolean, now: number): number | null =>
  since === null ? null : Math.max(since, isSentNow ? now : since) + missedAfterMs;

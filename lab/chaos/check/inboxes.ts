// Checks inboxes against the logs: heads, read cursors, counts of what is unread and of mentions.
import { everyone, type ConversationId, type UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { isGone } from "../changes/event-targets.ts";
import { lastSeqOf, type Facts } from "./facts.ts";
import type { Verdict } from "./verdict.ts";

export function checkInboxes({ history, final }: Facts, verdict: Verdict): void {
  const confirmed = new Map<string, number>();
  const keyOf = (userId: UserId, conversationId: ConversationId): string => `${userId} ${conversationId}`;
  for (const record of history.records) {
    if (record.kind !== "read") continue;
    const key = keyOf(record.user, record.conversationId);
    confirmed.set(key, Math.max(confirmed.get(key) ?? 0, record.seq));
  }
  for (const { userId, inbox, logs, lists } of final.views) {
    for (const { id, headSeq, cursorSeq, unread, mentions } of inbox) {
      const log = logs.get(id);
      if (log === undefined) continue;
      verdict.checked("INBOX-2");
      const lastEvent = log.at(-1);
      const end = lastEvent === undefined ? 0 : lastSeqOf(lastEvent);
      if (headSeq !== end)
        verdict.violated(
          "INBOX-2",
          `${userId} has ${id} up to ${headSeq} in the inbox, the log ends with ${end}`,
          () => [],
        );
      const cursor = confirmed.get(keyOf(userId, id)) ?? 0;
      verdict.checked("HIB-13");
      if (cursorSeq < cursor)
        verdict.violated("HIB-13", `${userId} had read ${id} up to ${cursor}, now up to ${cursorSeq}`, () => []);
      verdict.checked("UNREAD-1");
      const hidden = new Set(lists.get(id)?.hidden);
      const messages = unreadOf(log, userId, cursorSeq).flatMap(([seq, names]) => (hidden.has(seq) ? [] : [names]));
      if (unread !== messages.length)
        verdict.violated(
          "UNREAD-1",
          `${userId} has ${unread} unread in ${id}, a recount gives ${messages.length}`,
          () => [`read up to ${cursorSeq} of ${headSeq}`],
        );
      verdict.checked("COUNT-1");
      const mentioning = messages.filter((names) => names.includes(userId) || names.includes(everyone)).length;
      if (mentions !== mentioning)
        verdict.violated(
          "COUNT-1",
          `${userId} has ${mentions} mentions in ${id}, a recount gives ${mentioning}`,
          () => [`read up to ${cursorSeq} of ${headSeq}`],
        );
    }
  }
}

/** Of each unread message of others whom it mentions now. */
function unreadOf(
  log: readonly EventFrame[],
  userId: UserId,
  cursorSeq: number,
): (readonly [seq: number, names: readonly UserId[]])[] {
  const messages = new Map<number, readonly UserId[]>();
  for (const event of log) {
    if (event.type === "new-message" && event.senderId !== userId && event.seq > cursorSeq && !isGone(event))
      messages.set(event.seq, event.mentions ?? []);
    else if (event.type === "message-edited" && messages.has(event.targetSeq))
      messages.set(event.targetSeq, event.mentions ?? []);
    else if (event.type === "message-recalled") messages.delete(event.targetSeq);
    else if (event.type === "messages-expired") for (const seq of event.targetSeqs) messages.delete(seq);
  }
  return [...messages];
}

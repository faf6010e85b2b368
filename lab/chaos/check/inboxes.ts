// Checks inboxes against the logs: heads, read cursors, unread counts.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
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
  for (const { userId, inbox, logs } of final.views) {
    for (const { id, headSeq, cursorSeq, unread } of inbox) {
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
      const recounted = log.filter((event) => isUnread(event, userId, cursorSeq)).length;
      if (unread !== recounted)
        verdict.violated("UNREAD-1", `${userId} has ${unread} unread in ${id}, a recount gives ${recounted}`, () => [
          `read up to ${cursorSeq} of ${headSeq}`,
        ]);
    }
  }
}

const isUnread = (event: EventFrame, userId: UserId, cursorSeq: number): boolean =>
  event.type === "new-message" && event.senderId !== userId && event.seq > cursorSeq;

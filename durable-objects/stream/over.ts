// Events whose words are hidden because the time of their message is over, before their bytes are gone: in every tier, by
// what the event itself says.
import { tombstoneContent } from "../../schema/history/tombstone.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";

/** How the body of a message or edit begins that is over some day: the log writes it so. */
const timed = /^\{(?:"type":"message-edited",|"thread":\d+,)?"expiresAt":(\d+),/;

/** When the time of the message is over that this body is of, or is an edit of; ms since 1970; null: never. */
export function expiresAtOf(body: string): number | null {
  const found = timed.exec(body);
  return found === null ? null : Number(found[1]);
}

export const isOver = ({ expiresAt = Number.POSITIVE_INFINITY }: StreamEvent, now: number): boolean => expiresAt <= now;

/** Without its words, if its time is over; else the event itself. */
export const withoutOver = (event: StreamEvent, now: number): StreamEvent =>
  isOver(event, now) ? { ...event, frame: withoutWords(event.frame) } : event;

/** The frame of a message or of an edit without its words. */
function withoutWords(frame: string): string {
  const { type, conversationId, seq, messageId, senderId, clientMsgId, targetSeq, thread, expiresAt, createdAt } =
    JSON.parse(frame) as Record<string, unknown>;
  const place = { type, conversationId, seq, messageId, senderId, clientMsgId, targetSeq, thread, expiresAt };
  const edited = type === "message-edited" ? { fallback: "" } : {};
  return JSON.stringify({ ...place, content: tombstoneContent, createdAt, ...edited });
}

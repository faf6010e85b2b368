// Whose message an event is: what conversations see in their log and sessions in history, for what only an author may ask.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

/**
 * Null if it is a message of this user's.
 *
 * @param frame of the event as JSON text; undefined: there is none
 */
export function judgeAuthor(frame: string | undefined, userId: UserId): Refusal | null {
  const { type, senderId, content } = (frame === undefined ? {} : JSON.parse(frame)) as {
    readonly type?: string;
    readonly senderId?: UserId;
    readonly content?: { readonly type: string };
  };
  // Nothing is left of a message that is gone, of its readers neither.
  if (type !== "new-message" || content?.type === "gone") return { code: "MESSAGE_NOT_FOUND" };
  return senderId === userId ? null : { code: "FORBIDDEN" };
}

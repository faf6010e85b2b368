// The event `message-edited`: the sender changed what a message says.
import * as v from "valibot";
import { deliveredContentShape, previewText, type ReceivedContent } from "../content/content.ts";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { conversationIdShape, userIdShape } from "../ids.ts";
import { count, seqNumber, strictShape, timeMs } from "../shape.ts";
import type { With } from "../unknown.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";

const messageEditedFrame = strictShape({
  type: v.literal("message-edited"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  targetSeq: seqNumber,
  senderId: userIdShape,
  content: deliveredContentShape,
  mentions: v.exactOptional(v.array(userIdShape)),
  expiresAt: v.exactOptional(timeMs),
  createdAt: timeMs,
  unread: v.exactOptional(count),
  /** For clients of earlier versions. */
  fallback: v.string(),
  unreadMentions: v.exactOptional(count),
});
type Known = v.InferOutput<typeof messageEditedFrame>;
/** As a client gets it: the content may be of a kind that a newer server knows. */
export type MessageEditedFrame = With<Known, { content: ReceivedContent }>;

export const messageEdited = {
  ...plainEvent,
  type: "message-edited",
  shape: messageEditedFrame,
  isQuiet: true,
  fallback: ({ content }) => `Edited: ${previewText(content)}`,
  targets: ({ targetSeq }) => [targetSeq],
  words:
    "The sender changed what the message at `targetSeq` says: `content` and `mentions` take the place of what they were. Its edits are kept.",
  fields: {
    expiresAt: "When the message is gone, in milliseconds since 1970: as in its `new-message`.",
    targetSeq: "The message that was edited.",
    unread: "As in a `new-message`: on the last event of what arrives together.",
  },
  example: {
    type: "message-edited",
    conversationId,
    seq: 43,
    targetSeq: 42,
    senderId: userIds.alice,
    content: { type: "text", text: "Coffee at four?" },
    createdAt: exampleTime,
    fallback: "Edited: Coffee at four?",
  },
} as const satisfies EventKind<Known>;

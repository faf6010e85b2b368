// The event `message-edited`: the sender changed what a message says.
import * as v from "valibot";
import { deliveredContentShape, previewText, type ReceivedContent } from "../content/content.ts";
import { conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { userIdShape } from "../ids.ts";
import { seqNumber, timeMs } from "../shape.ts";
import type { With } from "../unknown.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { laterEventShape } from "./event-shape.ts";

const messageEditedFrame = laterEventShape("message-edited", {
  targetSeq: seqNumber,
  senderId: userIdShape,
  content: deliveredContentShape,
  mentions: v.exactOptional(v.array(userIdShape)),
  expiresAt: v.exactOptional(timeMs),
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
    ...plainEvent.fields,
    expiresAt: "When the message is gone, in milliseconds since 1970: as in its `new-message`.",
    targetSeq: "The message that was edited.",
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

// The event `new-message`: a message was committed.
import * as v from "valibot";
import { deliveredContentShape, previewText, type ReceivedContent } from "../content/content.ts";
import { clientMsgId, conversationId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { clientMsgIdShape, messageIdOf, messageIdShape, userIdShape } from "../ids.ts";
import { count, seqNumber, timeMs } from "../shape.ts";
import { forwardedFromShape } from "../forwards.ts";
import type { With } from "../unknown.ts";
import type { EventKind } from "./event-kind.ts";
import { eventShape } from "./event-shape.ts";

export const newMessageFrame = eventShape("new-message", {
  messageId: messageIdShape,
  senderId: userIdShape,
  clientMsgId: clientMsgIdShape,
  content: deliveredContentShape,
  forwardedFrom: v.exactOptional(forwardedFromShape),
  replyTo: v.exactOptional(messageIdShape),
  mentions: v.exactOptional(v.array(userIdShape)),
  /** The first message of its thread. */
  thread: v.exactOptional(seqNumber),
  silent: v.exactOptional(v.literal(true)),
  burnAfterMs: v.exactOptional(count),
  expiresAt: v.exactOptional(timeMs),
});
type KnownMessage = v.InferOutput<typeof newMessageFrame>;
/** As a client gets it: the content may be of a kind that a newer server knows. */
export type NewMessageFrame = With<KnownMessage, { content: ReceivedContent }>;

export const newMessage = {
  type: "new-message",
  shape: newMessageFrame,
  counts: "message",
  preview: ({ content }) => ({ type: content.type, text: previewText(content) }),
  marksAllRead: () => [],
  words: "A message was committed. To every device of every member, the sending one too, in the order of `seq`.",
  fields: {
    expiresAt: "The message is gone then, in milliseconds since 1970: clients forget it by themselves.",
    forwardedFrom: "Somebody else wrote it, and the sender forwarded it.",
    "forwardedFrom.senderId": "Who wrote it.",
    "forwardedFrom.senderName": "The author's name when it was forwarded.",
    unread:
      "The receiver's exact count once this event is included; present on the last event of what arrives together.",
  },
  example: {
    type: "new-message",
    conversationId,
    seq: 42,
    messageId: messageIdOf(conversationId, 42),
    senderId: userIds.alice,
    clientMsgId,
    content: { type: "text", text: "Coffee at three?" },
    createdAt: exampleTime,
    unread: 1,
    unreadMentions: 0,
  },
} as const satisfies EventKind<KnownMessage>;

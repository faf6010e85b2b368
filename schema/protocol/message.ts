// Sending a message, and the ack.
import * as v from "valibot";
import { strictShape, seqNumber, timeMs } from "./shape.ts";
import { clientMsgId, conversationId, timeMs as exampleTime, userIds } from "./examples/story.ts";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { clientMsgIdShape, conversationIdShape, messageIdOf, messageIdShape, userIdShape } from "./ids.ts";
import { contentShape } from "./content/content.ts";
import { wireLimits } from "./limits.ts";
import { requestId, upShape } from "./request-id.ts";

/** How long after its recipient has read it a message is gone. */
const burnAfterMsShape = v.pipe(
  v.number(),
  v.safeInteger(),
  v.minValue(wireLimits.minBurnMs),
  v.maxValue(wireLimits.maxBurnMs),
);

/** The fields that a sender chooses; the same on a socket and over HTTP. */
const submission = {
  clientMsgId: clientMsgIdShape,
  content: contentShape,
  replyTo: v.exactOptional(messageIdShape),
  /** User ids, or `all`. */
  mentions: v.exactOptional(v.pipe(v.array(userIdShape), v.maxLength(wireLimits.maxMentions))),
  /** The message that it answers in a thread, or another reply of that thread. No part of what a repeat must match. */
  thread: v.exactOptional(seqNumber),
  /** Nobody is notified of it. No part of what a repeat must match. */
  silent: v.exactOptional(v.literal(true)),
  /** Only between two people. No part of what a repeat must match. */
  burnAfterMs: v.exactOptional(burnAfterMsShape),
};

export const sendMessageBodyShape = strictShape(submission);
export type SendMessageBody = v.InferOutput<typeof sendMessageBodyShape>;

export const sendMessageFrame = upShape("send-message", {
  conversationId: conversationIdShape,
  ...submission,
});
export type SendMessageFrame = v.InferOutput<typeof sendMessageFrame>;

export const sendMessage = {
  type: "send-message",
  name: "SendMessageFrame",
  shape: sendMessageFrame,
  answeredBy: ["message-ack"],
  codes: [
    "CONVERSATION_NOT_FOUND",
    "FORBIDDEN",
    "MUTED",
    "READ_ONLY",
    "DUPLICATE_MESSAGE",
    "CONTENT_TOO_LARGE",
    "CONTENT_BLANK",
    "CLOCK_AHEAD",
    "SEQ_OUT_OF_RANGE",
    "MESSAGE_NOT_FOUND",
    "FILE_NOT_FOUND",
    "FILE_NOT_READY",
    "FILE_QUARANTINED",
    "CONVERSATION_FULL",
    "TOO_MANY",
    "NOT_ACCEPTED",
    "USER_NOT_FOUND",
  ],
  words:
    "Sends a message. Repeat it with the same `clientMsgId` until it is acked or refused: it is stored once. A text of which nobody sees anything is refused with `CONTENT_BLANK`, a reply in a thread whose first message the sender does not see or which is gone with `MESSAGE_NOT_FOUND`. A message that burns (`burnAfterMs`) is refused with `FORBIDDEN` where there are not two people, and with `TOO_MANY` when too many of the conversation have not burnt yet.",
  example: {
    type: "send-message",
    conversationId,
    clientMsgId,
    content: { type: "text", text: "Coffee at three?" },
    replyTo: messageIdOf(conversationId, 40),
    mentions: [userIds.bob],
  },
} as const satisfies UpFrameKind<SendMessageFrame>;

const ackFields = {
  clientMsgId: clientMsgIdShape,
  conversationId: conversationIdShape,
  seq: seqNumber,
  messageId: messageIdShape,
  createdAt: timeMs,
};

/** The message is committed: no crash can lose it. Sent to the sending socket only. */
export const messageAckFrame = strictShape({ type: v.literal("message-ack"), ...ackFields, requestId });
export type MessageAckFrame = v.InferOutput<typeof messageAckFrame>;

export const messageAck = {
  type: "message-ack",
  name: "MessageAckFrame",
  shape: messageAckFrame,
  words: "The message is committed: no crash can lose it. To the sending socket only, and outside the order of events.",
  example: {
    type: "message-ack",
    clientMsgId,
    conversationId,
    seq: 42,
    messageId: messageIdOf(conversationId, 42),
    createdAt: exampleTime,
  },
} as const satisfies DownFrameKind<MessageAckFrame>;

export const messageAckBody = strictShape(ackFields);

// Sending a message, and the ack.
import * as v from "valibot";
import { strictShape, seqNumber, timeMs } from "./shape.ts";
import { clientMsgIdShape, conversationIdShape, messageIdShape, userIdShape } from "./ids.ts";
import { contentShape } from "./content/content.ts";
import { wireLimits } from "./limits.ts";

/** What a sender decides about a message; the same on a socket and over HTTP. */
const submission = {
  clientMsgId: clientMsgIdShape,
  content: contentShape,
  replyTo: v.exactOptional(messageIdShape),
  /** User ids, or `all`. */
  mentions: v.exactOptional(v.pipe(v.array(userIdShape), v.maxLength(wireLimits.maxMentions))),
};

export const sendMessageBodyShape = strictShape(submission);
export type SendMessageBody = v.InferOutput<typeof sendMessageBodyShape>;

export const sendMessageFrame = strictShape({
  type: v.literal("send-message"),
  conversationId: conversationIdShape,
  ...submission,
});
export type SendMessageFrame = v.InferOutput<typeof sendMessageFrame>;

const ackFields = {
  clientMsgId: clientMsgIdShape,
  conversationId: conversationIdShape,
  seq: seqNumber,
  messageId: messageIdShape,
  createdAt: timeMs,
};

/** The message is committed: no crash can lose it. To the sending socket only. */
export const messageAckFrame = strictShape({ type: v.literal("message-ack"), ...ackFields });
export type MessageAckFrame = v.InferOutput<typeof messageAckFrame>;

export const messageAckBody = strictShape(ackFields);

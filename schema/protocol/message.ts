// Sending a message, the ack, and the event everyone sees.
import * as v from "valibot";
import { strictShape, count, seqNumber, timeMs } from "./shape.ts";
import { clientMsgIdShape, conversationIdShape, messageIdShape, userIdShape } from "./ids.ts";
import { contentShape } from "./content.ts";
import { groupChangedFrame, memberChangedFrame } from "./group.ts";
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

/** `unread`: the receiver's exact count once this event is included; present on the last event of what arrives together. */
export const newMessageFrame = strictShape({
  type: v.literal("new-message"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  messageId: messageIdShape,
  senderId: userIdShape,
  clientMsgId: clientMsgIdShape,
  content: contentShape,
  replyTo: v.exactOptional(messageIdShape),
  mentions: v.exactOptional(v.array(userIdShape)),
  createdAt: timeMs,
  unread: v.exactOptional(count),
});
export type NewMessageFrame = v.InferOutput<typeof newMessageFrame>;

/** Stands for the events `seq` to `toSeq` that this user may not see. */
export const voidFrame = strictShape({
  type: v.literal("void"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  toSeq: seqNumber,
  createdAt: timeMs,
  unread: v.exactOptional(count),
});
export type VoidFrame = v.InferOutput<typeof voidFrame>;

/** Everything that takes a seq. */
export const eventFrame = v.variant("type", [newMessageFrame, memberChangedFrame, groupChangedFrame, voidFrame]);
export type EventFrame = v.InferOutput<typeof eventFrame>;

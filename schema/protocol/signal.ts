// What is not an event: latest wins, no seq, nothing stored but the read cursor.
import * as v from "valibot";
import { strictShape, count, seqNumber } from "./shape.ts";
import { conversationIdShape, userIdShape } from "./ids.ts";

export const markReadFrame = strictShape({
  type: v.literal("mark-read"),
  conversationId: conversationIdShape,
  seq: seqNumber,
});
export type MarkReadFrame = v.InferOutput<typeof markReadFrame>;

export const markReadBodyShape = strictShape({ seq: seqNumber });
export const markReadResultShape = strictShape({
  conversationId: conversationIdShape,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  unread: count,
});

export const typingUpFrame = strictShape({
  type: v.literal("typing"),
  conversationId: conversationIdShape,
  active: v.boolean(),
});
export type TypingUpFrame = v.InferOutput<typeof typingUpFrame>;

/** `userId` has read up to `seq`. To the reader's own devices it carries the exact `unread` left. */
export const readReceiptFrame = strictShape({
  type: v.literal("read-receipt"),
  conversationId: conversationIdShape,
  userId: userIdShape,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  unread: v.exactOptional(count),
});
export type ReadReceiptFrame = v.InferOutput<typeof readReceiptFrame>;

export const typingDownFrame = strictShape({
  type: v.literal("typing"),
  conversationId: conversationIdShape,
  userId: userIdShape,
  active: v.boolean(),
});
export type TypingDownFrame = v.InferOutput<typeof typingDownFrame>;

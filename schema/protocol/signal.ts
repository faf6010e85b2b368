// Typing and receipts: frames without a seq, of which the latest wins. Only the read cursor is stored.
import * as v from "valibot";
import { strictShape, count, seqNumber } from "./shape.ts";
import { conversationId, userIds } from "./examples/story.ts";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { conversationIdShape, userIdShape } from "./ids.ts";
import { requestId, upShape } from "./request-id.ts";

export const markReadFrame = upShape("mark-read", {
  conversationId: conversationIdShape,
  seq: seqNumber,
});
export type MarkReadFrame = v.InferOutput<typeof markReadFrame>;

export const markRead = {
  type: "mark-read",
  name: "MarkReadFrame",
  shape: markReadFrame,
  answeredBy: ["read-receipt"],
  codes: ["CONVERSATION_NOT_FOUND", "SEQ_OUT_OF_RANGE"],
  words: "The user has read up to `seq`. The cursor only moves forward.",
  fields: { seq: "Every event up to this one is read." },
  example: { type: "mark-read", conversationId, seq: 42 },
} as const satisfies UpFrameKind<MarkReadFrame>;

export const markReadBodyShape = strictShape({ seq: seqNumber });
export const markReadResultShape = strictShape({
  conversationId: conversationIdShape,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  unread: count,
  mentions: v.exactOptional(count),
});

export const typingUpFrame = upShape("typing", {
  conversationId: conversationIdShape,
  active: v.boolean(),
});
export type TypingUpFrame = v.InferOutput<typeof typingUpFrame>;

export const typingUp = {
  type: "typing",
  name: "TypingUpFrame",
  shape: typingUpFrame,
  answeredBy: ["done"],
  codes: ["CONVERSATION_NOT_FOUND"],
  words: "The user started or stopped typing.",
  example: { type: "typing", conversationId, active: true },
} as const satisfies UpFrameKind<TypingUpFrame>;

/**
 * `userId` has read up to `seq`. On the reader's own devices it has the exact counts. The one that answers a
 * frame has the frame's `requestId` and no count: an answer may overtake events, and the count is exact in their order
 * only.
 */
export const readReceiptFrame = strictShape({
  type: v.literal("read-receipt"),
  conversationId: conversationIdShape,
  userId: userIdShape,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  unread: v.exactOptional(count),
  mentions: v.exactOptional(count),
  requestId,
});
export type ReadReceiptFrame = v.InferOutput<typeof readReceiptFrame>;

export const readReceipt = {
  type: "read-receipt",
  name: "ReadReceiptFrame",
  shape: readReceiptFrame,
  words: "A member has read up to `seq`. Latest wins.",
  fields: {
    seq: "They have read every event up to this one.",
    unread:
      "The exact count that is left; only to the reader's own devices, and not in the receipt that answers a `requestId`.",
    mentions: "How many of these mention the user, or everybody. Beside `unread`; earlier servers leave it out.",
    userId: "The member who read.",
  },
  example: { type: "read-receipt", conversationId, userId: userIds.alice, seq: 42, unread: 0, mentions: 0 },
} as const satisfies DownFrameKind<ReadReceiptFrame>;

export const typingDownFrame = strictShape({
  type: v.literal("typing"),
  conversationId: conversationIdShape,
  userId: userIdShape,
  active: v.boolean(),
});
export type TypingDownFrame = v.InferOutput<typeof typingDownFrame>;

export const typingDown = {
  type: "typing",
  name: "TypingDownFrame",
  shape: typingDownFrame,
  words: "A member started or stopped typing. Latest wins.",
  fields: { userId: "The member who types." },
  example: { type: "typing", conversationId, userId: userIds.bob, active: true },
} as const satisfies DownFrameKind<TypingDownFrame>;

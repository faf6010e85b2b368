// How many have read the newest message: a frame to its author, in groups where single receipts are shown to nobody.
import * as v from "valibot";
import { conversationId } from "./examples/story.ts";
import type { DownFrameKind } from "./frame-kind.ts";
import { conversationIdShape } from "./ids.ts";
import { count, seqNumber, strictShape } from "./shape.ts";

/** It has no place in the log: the latest wins. */
export const receiptCountFrame = strictShape({
  type: v.literal("receipt-count"),
  conversationId: conversationIdShape,
  seq: seqNumber,
  count,
});
export type ReceiptCountFrame = v.InferOutput<typeof receiptCountFrame>;

export const receiptCount = {
  type: "receipt-count",
  name: "ReceiptCountFrame",
  shape: receiptCountFrame,
  words:
    "How many members have read the caller's message `seq`, the newest of a group that is too large for single receipts. Latest wins; at most one in two seconds, so the last may be a little behind: ask for the receipts of the message for the exact number.",
  fields: { seq: "The message.", count: "The members who have read it, without those who show no receipts." },
  example: { type: "receipt-count", conversationId, seq: 42, count: 17 },
} as const satisfies DownFrameKind<ReceiptCountFrame>;

// HTTP bodies for operators: which conversations have history, and whether it agrees with their logs.
import * as v from "valibot";
import { conversationIdShape } from "./ids.ts";
import { strictShape, count, cursorShape, listShape, queryNumber, seqNumber, seqOrZero } from "./shape.ts";

/** `cursor`: the `next` of the page before. */
export const historyQueryShape = strictShape({ cursor: v.exactOptional(cursorShape) });

export const historyResultShape = listShape(conversationIdShape);
export type HistoryResult = v.InferOutput<typeof historyResultShape>;

/**
 * `missing`: history, or the log itself, does not have these events. `different`: a tier has others than the log.
 * `unreadable`: a segment or object exists, but cannot be read. `behind`: they should have been in history long ago.
 * `ahead`: history has events that the log never had.
 */
export const historyFaultShape = strictShape({
  kind: v.picklist(["missing", "different", "unreadable", "behind", "ahead"]),
  where: v.picklist(["log", "history", "d1", "r2"]),
  firstSeq: seqNumber,
  lastSeq: seqNumber,
});
export type HistoryFault = v.InferOutput<typeof historyFaultShape>;

/** `after`: where the previous part ended. */
export const verifyHistoryQueryShape = strictShape({ after: v.optional(queryNumber(seqOrZero), "0") });

/** One part of a conversation. `after`: ask with it for the next part; null on the last. */
export const historyReportShape = strictShape({
  conversationId: conversationIdShape,
  headSeq: seqOrZero,
  floorSeq: seqOrZero,
  projectedSeq: seqOrZero,
  archivedSeq: seqOrZero,
  checked: count,
  faults: v.array(historyFaultShape),
  moreFaults: v.boolean(),
  after: v.nullable(seqNumber),
});
export type HistoryReport = v.InferOutput<typeof historyReportShape>;

// Reports: what a user tells the moderators about somebody or about messages, and what the moderators read of it.
import * as v from "valibot";
import { conversationIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { cursorShape, listShape, seqNumber, strictShape, textOrNone, timeMs } from "./shape.ts";

/** Why somebody reports. */
const reportReasonShape = v.picklist(["spam", "harassment", "threat", "sexual", "illegal", "impersonation", "other"]);
export type ReportReason = v.InferOutput<typeof reportReasonShape>;

export const reportedUserShape = strictShape({ kind: v.literal("user"), userId: userIdShape });

const areDistinct = (seqs: number[]): boolean => new Set(seqs).size === seqs.length;

/** Without `seqs`: the conversation as a whole. */
export const reportedConversationShape = strictShape({
  kind: v.literal("conversation"),
  conversationId: conversationIdShape,
  seqs: v.exactOptional(
    v.pipe(
      v.array(seqNumber),
      v.minLength(1),
      v.maxLength(wireLimits.maxReportedMessages),
      v.check(areDistinct, "the same message twice"),
    ),
  ),
});
export type ReportedConversation = v.InferOutput<typeof reportedConversationShape>;

/** What a report is about. */
export const reportAboutShape = v.variant("kind", [reportedUserShape, reportedConversationShape]);
export type ReportAbout = v.InferOutput<typeof reportAboutShape>;

export const reportBodyShape = strictShape({
  about: reportAboutShape,
  reason: reportReasonShape,
  text: v.exactOptional(textOrNone(wireLimits.reportTextMaxChars)),
});
export type ReportBody = v.InferOutput<typeof reportBodyShape>;

/** The same `reportId` for each report of the same user about the same. */
export const reportResultShape = strictShape({ reportId: v.string(), reportedAt: timeMs });
export type ReportResult = v.InferOutput<typeof reportResultShape>;

export const reportIdShape = v.pipe(v.string(), v.regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const reportStateShape = v.picklist(["open", "closed"]);

/** A message as the reporter saw it. `text`: null of one that was taken back, or that the reporter had hidden. */
export const reportedMessageShape = strictShape({
  seq: seqNumber,
  senderId: userIdShape,
  createdAt: timeMs,
  type: v.string(),
  text: v.nullable(v.string()),
  reported: v.boolean(),
});
export type ReportedMessage = v.InferOutput<typeof reportedMessageShape>;

/** `reason` is open: a newer server has more of them. `userId`: null if it is not about one person. */
const listedEntries = {
  reportId: v.string(),
  reportedAt: timeMs,
  reporterId: userIdShape,
  userId: v.nullable(userIdShape),
  conversationId: v.nullable(conversationIdShape),
  reason: v.string(),
  text: v.string(),
  state: reportStateShape,
  closedAt: v.nullable(timeMs),
  closedBy: v.nullable(v.string()),
};
export const listedReportShape = strictShape(listedEntries);
export type ListedReport = v.InferOutput<typeof listedReportShape>;

export const storedReportShape = strictShape({ ...listedEntries, messages: v.array(reportedMessageShape) });
export type StoredReport = v.InferOutput<typeof storedReportShape>;

export const reportsQueryShape = strictShape({
  state: v.exactOptional(reportStateShape),
  userId: v.exactOptional(userIdShape),
  cursor: v.exactOptional(cursorShape),
});
export type ReportsQuery = v.InferOutput<typeof reportsQueryShape>;
export const reportsResultShape = listShape(listedReportShape);
export type ReportsResult = v.InferOutput<typeof reportsResultShape>;

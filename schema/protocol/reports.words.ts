// The API documents' texts for reports. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { groupId, reportId, timeMs, userIds } from "./examples/story.ts";
import {
  listedReportShape,
  reportAboutShape,
  reportBodyShape,
  reportedConversationShape,
  reportedMessageShape,
  reportedUserShape,
  reportResultShape,
  reportsResultShape,
  storedReportShape,
} from "./reports.ts";

const about = { kind: "conversation" as const, conversationId: groupId, seqs: [41] };

const listed = {
  reportId,
  reportedAt: timeMs,
  reporterId: userIds.alice,
  userId: userIds.bob,
  conversationId: groupId,
  reason: "spam",
  text: "The third time today.",
  state: "open" as const,
  closedAt: null,
  closedBy: null,
};

const message = {
  seq: 41,
  senderId: userIds.bob,
  createdAt: timeMs - 60_000,
  type: "text",
  text: "Cheap coffee, today only!",
  reported: true,
};

const resultFields = {
  reportId: "The report's id.",
  reportedAt: "When it was reported last, ms since 1970.",
};

const reportFields = {
  ...resultFields,
  reporterId: "Who reported.",
  userId: "Whom it is about; null when it is not about one person.",
  conversationId: "The conversation that it is about, or of the messages; null when it is about a person as such.",
  reason: "Why: one of the reasons of `ReportBody`.",
  text: "The reporter's own words; empty when there are none.",
  state: "`closed`: a moderator has dealt with it.",
  closedAt: "When it was closed, ms since 1970; null while it is open.",
  closedBy: "The name of the operator who closed it; null while it is open.",
};

const messageFields = {
  type: "The kind of its content.",
  text: "What it said, at most 1,000 characters of it; of other contents than text their fallback. Null: it had been taken back, the reporter had hidden it, or it is not reported itself and burns.",
  reported: "Whether it is reported itself; else it stands before what is.",
};

export const reportComponents = {
  ReportedUser: fromClient(
    reportedUserShape,
    "A person, whatever they said.",
    { kind: "user", userId: userIds.bob },
    { kind: "What it is about.", userId: "Whom." },
  ),
  ReportedConversation: fromClient(reportedConversationShape, "Messages, or a conversation as a whole.", about, {
    kind: "What it is about.",
    conversationId: "The conversation, of which the caller is a member.",
    seqs: "The messages, each once. Left out: the conversation as a whole.",
  }),
  ReportAbout: fromClient(reportAboutShape, "What a report is about.", about),
  ReportBody: fromClient(
    reportBodyShape,
    "A report for the moderators.",
    { about, reason: "spam", text: "The third time today." },
    {
      reason: "Why.",
      text: "The reporter's own words, of at most 1,000 UTF-16 units.",
    },
  ),
  ReportResult: fromServer(
    reportResultShape,
    "The moderators have it.",
    { reportId, reportedAt: timeMs },
    resultFields,
  ),
  ReportedMessage: fromServer(reportedMessageShape, "A message as the reporter saw it.", message, messageFields),
  ListedReport: fromServer(listedReportShape, "A report without its messages.", listed, reportFields),
  StoredReport: fromServer(
    storedReportShape,
    "A report with its messages.",
    { ...listed, messages: [message] },
    { ...reportFields, messages: "What is reported, and what stood before it, in the order of the log." },
  ),
  ReportsResult: fromServer(reportsResultShape, "A page of reports, the newest first.", {
    items: [listed],
    next: null,
  }),
} as const satisfies Record<string, Component>;

// The routes of admin. For operators: jobs that died, and the history of conversations.
import { deadLettersQueryShape, deadLettersResultShape } from "../http-admin.ts";
import { historyQueryShape, historyReportShape, historyResultShape, verifyHistoryQueryShape } from "../http-history.ts";
import { queryOf, route } from "./route.ts";
import * as segment from "./segments.ts";
import { timeMs } from "../examples/story.ts";

export const adminRoutes = {
  listDeadLetters: route({
    method: "GET",
    path: "/api/admin/dead-letters",
    who: "operator",
    query: queryOf(deadLettersQueryShape, {
      cursor: { description: "The `cursor` of the page before.", example: `${timeMs}_${segment.deadLetterId.example}` },
    }),
    answers: { 200: { description: "A page of them.", body: deadLettersResultShape } },
    tag: "admin",
    summary: "List the jobs that died",
    description: "Jobs that no consumer could do in all their attempts, the newest first.",
  }),
  replayDeadLetter: route({
    method: "POST",
    path: "/api/admin/dead-letters/:id/replay",
    who: "operator",
    segments: { id: segment.deadLetterId },
    answers: { 204: { description: "The queue has it." } },
    tag: "admin",
    summary: "Send a job that died to its queue again",
    description:
      "Sends the job as it came, under its own id: what an earlier attempt has done already is not done again.",
  }),
  dropDeadLetter: route({
    method: "DELETE",
    path: "/api/admin/dead-letters/:id",
    who: "operator",
    segments: { id: segment.deadLetterId },
    answers: { 204: { description: "It is gone." } },
    tag: "admin",
    summary: "Drop a job that died",
    description: "Forgets the job for good.",
  }),
  listHistory: route({
    method: "GET",
    path: "/api/admin/history",
    who: "operator",
    query: queryOf(historyQueryShape, {
      cursor: { description: "The `cursor` of the page before.", example: segment.conversationId.example },
    }),
    answers: { 200: { description: "A page of their ids.", body: historyResultShape } },
    tag: "admin",
    summary: "List the conversations that have history",
    description: "Conversations of which events were moved from the log into the tiers behind it, by id.",
  }),
  verifyHistory: route({
    method: "GET",
    path: "/api/admin/history/:conversationId/verify",
    who: "operator",
    segments: { conversationId: segment.conversationId },
    query: queryOf(verifyHistoryQueryShape, {
      after: { description: "Only events after this seq: the `after` of the part before.", example: 4096 },
    }),
    answers: { 200: { description: "What was found.", body: historyReportShape } },
    codes: ["UNAVAILABLE"],
    tag: "admin",
    summary: "Recount a conversation's history",
    description:
      "Compares what history holds with the conversation's log, event by event, and says what is wrong. One part at a time: ask again with `after` until it is null.",
  }),
} as const;

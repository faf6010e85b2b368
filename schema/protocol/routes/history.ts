// The routes of conversations' history, for operators.
import { historyQueryShape, historyReportShape, historyResultShape, verifyHistoryQueryShape } from "../http-history.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const historyRoutes = {
  listHistory: route({
    method: "GET",
    path: "/api/admin/history",
    who: "operator",
    query: historyQueryShape,
    answers: { 200: historyResultShape },
  }),
  verifyHistory: route({
    method: "GET",
    path: "/api/admin/history/:conversationId/verify",
    who: "operator",
    segments: { conversationId: segment.conversationId },
    query: verifyHistoryQueryShape,
    answers: { 200: historyReportShape },
    codes: ["UNAVAILABLE"],
  }),
} as const;

export const historyWords: WordsOf<typeof historyRoutes> = {
  listHistory: {
    summary: "List the conversations that have history",
    description: "Conversations of which events were moved from the log into the tiers behind it, by id.",
    query: {
      cursor: cursorWords("direct_06f3q9x2m7k4t1v8w5z0y2c6ba_1ha8d4n6p2r9s3j7e5g0k1m4xq"),
    },
    answers: { 200: "A page of their ids." },
  },
  verifyHistory: {
    summary: "Recount a conversation's history",
    description:
      "Compares what history holds with the conversation's log, event by event, and says what is wrong. One part at a time: ask again with `after` until it is null.",
    query: {
      after: { description: "Only events after this seq: the `after` of the part before.", example: 4096 },
    },
    answers: { 200: "What was found." },
  },
};

// The routes of reports: a user's own, and those of moderators who deal with them.
import { actBodyShape } from "../http-operators.ts";
import {
  reportBodyShape,
  reportResultShape,
  reportsQueryShape,
  reportsResultShape,
  storedReportShape,
} from "../reports.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const reportRoutes = {
  report: route({
    method: "POST",
    path: "/api/reports",
    who: "user",
    spends: ["requests", "lookups", "reports", "calls", "rows"],
    idempotency: "natural",
    body: reportBodyShape,
    answers: { 201: reportResultShape },
    codes: ["USER_NOT_FOUND", "CONVERSATION_NOT_FOUND", "MESSAGE_NOT_FOUND", "FORBIDDEN"],
    limits: ["maxReportedMessages", "reportTextMaxChars"],
  }),
} as const;

export const reportWords: WordsOf<typeof reportRoutes> = {
  report: {
    summary: "Report somebody or messages",
    description:
      "Tells the moderators about a person, a conversation, or up to ten messages, with what was said: the server copies the messages as the caller sees them now, with up to five before the first, or the last ten of a conversation that is reported as a whole. Nobody else is told of it, and no answer is different because of it. Reporting the same again replaces the earlier report. `FORBIDDEN`: oneself, or one's own messages only. `MESSAGE_NOT_FOUND`: one of them is none that the caller sees.",
    answers: { 201: "The moderators have it." },
  },
};

export const reportsAdminRoutes = {
  listReports: route({
    method: "GET",
    path: "/api/admin/reports",
    who: "moderator",
    query: reportsQueryShape,
    answers: { 200: reportsResultShape },
  }),
  getReport: route({
    method: "GET",
    path: "/api/admin/reports/:reportId",
    who: "moderator",
    segments: { reportId: segment.reportId },
    answers: { 200: storedReportShape },
  }),
  closeReport: route({
    method: "POST",
    path: "/api/admin/reports/:reportId/close",
    who: "moderator",
    segments: { reportId: segment.reportId },
    body: actBodyShape,
    answers: { 204: null },
  }),
} as const;

export const reportsAdminWords: WordsOf<typeof reportsAdminRoutes> = {
  listReports: {
    summary: "List what users reported",
    description:
      "Reports without their messages, the newest first: those of the last 180 days, or of as many as the deployment keeps.",
    query: {
      state: { description: "Only open ones, or only closed ones.", example: "open" },
      userId: { description: "Only reports about this person.", example: segment.userId.example },
      cursor: cursorWords("1795000000000_3e8c1f5a-7b2d-4c69-9e04-5a1b8d6f2c73"),
    },
    answers: { 200: "A page of them." },
  },
  getReport: {
    summary: "Read a report",
    description: "The report with the messages that were copied when it was made.",
    answers: { 200: "The report." },
  },
  closeReport: {
    summary: "Close a report",
    description:
      "Says that it was dealt with, in the audit log too. Nothing else happens, and nobody is told. It is open again when its reporter reports the same again. `NOT_FOUND`: it is closed already.",
    answers: { 204: "It is closed." },
  },
};

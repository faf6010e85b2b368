// The routes of operators and of the audit log of what they did.
import {
  actBodyShape,
  addOperatorBodyShape,
  auditQueryShape,
  auditResultShape,
  callingOperatorShape,
  operatorsResultShape,
  operatorTokenResultShape,
} from "../http-operators.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const operatorRoutes = {
  getCallingOperator: route({
    method: "GET",
    path: "/api/admin/me",
    who: "moderator",
    answers: { 200: callingOperatorShape },
  }),
  listOperators: route({
    method: "GET",
    path: "/api/admin/operators",
    who: "operator",
    answers: { 200: operatorsResultShape },
  }),
  addOperator: route({
    method: "POST",
    path: "/api/admin/operators",
    who: "operator",
    body: addOperatorBodyShape,
    answers: { 201: operatorTokenResultShape },
    codes: ["NAME_TAKEN", "TOO_MANY"],
    limits: ["maxOperators"],
  }),
  renewOperator: route({
    method: "POST",
    path: "/api/admin/operators/:name/renew",
    who: "operator",
    segments: { name: segment.operatorName },
    body: actBodyShape,
    answers: { 200: operatorTokenResultShape },
  }),
  removeOperator: route({
    method: "DELETE",
    path: "/api/admin/operators/:name",
    who: "operator",
    segments: { name: segment.operatorName },
    body: actBodyShape,
    answers: { 204: null },
  }),
  listAudit: route({
    method: "GET",
    path: "/api/admin/audit",
    who: "moderator",
    query: auditQueryShape,
    answers: { 200: auditResultShape },
  }),
} as const;

export const operatorWords: WordsOf<typeof operatorRoutes> = {
  getCallingOperator: {
    summary: "Whose token is this?",
    description: "The calling operator's name and role.",
    answers: { 200: "The operator." },
  },
  listOperators: {
    summary: "List the operators",
    description: "Everybody with an operator's token of their own. Who holds `ADMIN_TOKEN` is not listed.",
    answers: { 200: "All of them." },
  },
  addOperator: {
    summary: "Make an operator",
    description:
      "Makes an operator with a token of their own, which this answer shows and no other. `NAME_TAKEN`: an operator has this name; `renew` gives them a new token.",
    answers: { 201: "The operator and the token." },
  },
  renewOperator: {
    summary: "Give an operator a new token",
    description: "The earlier token is refused from now on, whether or not it had expired.",
    answers: { 200: "The operator and the new token." },
  },
  removeOperator: {
    summary: "Remove an operator",
    description: "The operator's token is refused from the next call on. What they did stays in the audit log.",
    answers: { 204: "The operator is gone." },
  },
  listAudit: {
    summary: "Read the audit log",
    description:
      "Every act of operators of the last 400 days, or of as many as the deployment keeps: who, what, to whom, why and when; the newest first. What concerns a user may come some seconds late.",
    query: {
      cursor: cursorWords("1795000000000_6f1c2d3e-4b5a-4978-8c6d-0e1f2a3b4c5d"),
      actor: { description: "Only acts of this operator.", example: "olga" },
      subject: {
        description: "Only acts on this user's id, operator's name, or id of an invitation or job.",
        example: segment.userId.example,
      },
    },
    answers: { 200: "A page of records." },
  },
};

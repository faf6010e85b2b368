// The API documents' texts for operators and their audit log. Workers do not bundle them.
import { actNames } from "../operators/act-names.ts";
import { fromClient, fromServer, type Component } from "./component.ts";
import { jobId, timeMs, userIds } from "./examples/story.ts";
import {
  actBodyShape,
  addOperatorBodyShape,
  auditRecordShape,
  auditResultShape,
  callingOperatorShape,
  operatorShape,
  operatorsResultShape,
  operatorTokenResultShape,
} from "./http-operators.ts";

export const reasonWords = "Why it is done, for the audit log: one line.";

const operator = {
  name: "olga",
  role: "moderator" as const,
  createdAt: timeMs,
  by: "deployment",
  expiresAt: timeMs + 90 * 86_400_000,
};

const operatorFields = {
  name: "The operator's name: it stands in the audit log, and users never see it.",
  role: "`operator`: everything. `moderator`: people only.",
  createdAt: "When the operator was made, in milliseconds since 1970.",
  by: "Who made the operator: another operator's name, or `deployment` for who holds `ADMIN_TOKEN`.",
  expiresAt: "When the token expires, in milliseconds since 1970.",
};

const record = {
  id: jobId,
  at: timeMs,
  actor: "olga",
  role: "moderator" as const,
  act: "user-suspended",
  subject: userIds.bob,
  reason: "sells things in every group",
  result: "done",
  detail: { until: null },
};

export const operatorComponents = {
  ActBody: fromClient(
    actBodyShape,
    "An act of an operator.",
    { reason: "asked for by its owner" },
    { reason: reasonWords },
  ),
  CallingOperator: fromServer(
    callingOperatorShape,
    "The operator whose token it is.",
    { name: "olga", role: "moderator", expiresAt: operator.expiresAt },
    {
      role: operatorFields.role,
      name: "The operator's name; `deployment` for who holds `ADMIN_TOKEN`.",
      expiresAt: "When the token expires, in milliseconds since 1970; null: it does not.",
    },
  ),
  Operator: fromServer(operatorShape, "An operator with a token of their own.", operator, operatorFields),
  OperatorsResult: fromServer(operatorsResultShape, "All operators, by name.", { items: [operator], next: null }),
  AddOperatorBody: fromClient(
    addOperatorBodyShape,
    "A new operator.",
    { name: "olga", role: "moderator", reason: "joins the team" },
    { name: operatorFields.name, role: operatorFields.role, reason: reasonWords },
  ),
  OperatorToken: fromServer(
    operatorTokenResultShape,
    "An operator and their token.",
    { operator, token: "klatch_operator_c2VjcmV0" },
    {
      token: "The operator's bearer token. It is shown in this answer only: the server keeps a hash of it.",
    },
  ),
  AuditRecord: fromServer(
    auditRecordShape,
    "An act of an operator. A client shows an act that it does not know by its name.",
    record,
    {
      at: "When it was done, in milliseconds since 1970.",
      actor: "Who did it: an operator's name, or `deployment` for who holds `ADMIN_TOKEN`.",
      role: "The role that they had then.",
      act: `${actNames.map((name) => `\`${name}\``).join(", ")}, or another that a newer server knows.`,
      subject:
        "What it was done to: a user's id, an operator's name, the id of an invitation or of a job; null for the deployment.",
      reason: "Why it was done; null if a tool of an earlier version gave no reason.",
      result: "`done`; `begun` if nobody knows whether it was finished; or another that a newer server knows.",
      detail: "What else there is to know of it, by name. No secrets.",
    },
  ),
  AuditResult: fromServer(auditResultShape, "A page of the audit log, the newest first.", {
    items: [record],
    next: null,
  }),
} as const satisfies Record<string, Component>;

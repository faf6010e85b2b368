// HTTP bodies for operators: who they are, why they act, and the audit log of their acts.
import * as v from "valibot";
import { strictShape, cursorShape, listShape, timeMs } from "./shape.ts";
import { wireLimits } from "./limits.ts";

/** `operator`: everything. `moderator`: people only: look up, suspend, restore, end sign-ins, read the audit log. */
export const operatorRoleShape = v.picklist(["operator", "moderator"]);
export type OperatorRole = v.InferOutput<typeof operatorRoleShape>;

/** In the audit log also `user`: what users did to their own accounts. */
export const actorRoleShape = v.picklist([...operatorRoleShape.options, "user"]);

/** The name of who holds the deployment's secret `ADMIN_TOKEN`; no operator has it. */
export const deploymentName = "deployment";

/** A name in the audit log: of an operator, never of a user. */
export const operatorNameShape = v.pipe(
  v.string(),
  v.minLength(2),
  v.maxLength(wireLimits.operatorNameMaxChars),
  v.regex(/^[a-z][a-z0-9_-]*$/),
);

/** What shows as nothing gives no reason. */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Why an act is done: one line. */
export const reasonShape = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(wireLimits.reasonMinChars),
  v.maxLength(wireLimits.reasonMaxChars),
  v.check((text) => text.isWellFormed(), "lone surrogate"),
  v.check((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), "more than one line"),
  v.check((text) => text.replaceAll(unseen, "").length >= wireLimits.reasonMinChars, "nothing to see"),
);

/** The body of every act that needs nothing else. */
export const actBodyShape = strictShape({ reason: reasonShape });

export const callingOperatorShape = strictShape({
  name: v.string(),
  role: operatorRoleShape,
  expiresAt: v.nullable(timeMs),
});

/** `by`: who made the operator. */
export const operatorShape = strictShape({
  name: operatorNameShape,
  role: operatorRoleShape,
  createdAt: timeMs,
  by: v.string(),
  expiresAt: timeMs,
});
export type Operator = v.InferOutput<typeof operatorShape>;
export const operatorsResultShape = listShape(operatorShape);

export const addOperatorBodyShape = strictShape({
  name: operatorNameShape,
  role: operatorRoleShape,
  reason: reasonShape,
});

/** `token`: shown in this answer only. */
export const operatorTokenResultShape = strictShape({ operator: operatorShape, token: v.string() });

/** `subject`: a user's id, an operator's name, the id of an invitation or of a job; all exactly. */
export const auditQueryShape = strictShape({
  cursor: v.exactOptional(cursorShape),
  actor: v.exactOptional(operatorNameShape),
  subject: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))),
});

/**
 * `act`, `result` and the keys of `detail` are open: a newer server has more of them. `reason`: null if a tool of an
 * earlier version gave none. `result`: `begun` if nobody knows whether it was finished.
 */
export const auditRecordShape = strictShape({
  id: v.string(),
  at: timeMs,
  actor: v.string(),
  role: actorRoleShape,
  act: v.string(),
  subject: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  result: v.string(),
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});
export type AuditRecord = v.InferOutput<typeof auditRecordShape>;
export const auditResultShape = listShape(auditRecordShape);
export type AuditResult = v.InferOutput<typeof auditResultShape>;

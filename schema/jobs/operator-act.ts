// The payload of the job `operator-act`: a record of the audit log, and with a suspension the directory's copy of it.
import * as v from "valibot";
import { actorRoleShape } from "../protocol/http-operators.ts";
import { userIdShape } from "../protocol/ids.ts";
import { count, timeMs } from "../protocol/shape.ts";

export const suspensionCopyShape = v.object({
  userId: userIdShape,
  /** Rises with each change of the user's suspension. */
  revision: count,
  isOver: v.boolean(),
  at: timeMs,
  by: v.string(),
  reason: v.string(),
  until: v.nullable(timeMs),
});
export type SuspensionCopy = v.InferOutput<typeof suspensionCopyShape>;

/** What an operator does, before it is done. */
const actFields = {
  /** The same however often the call is repeated. */
  id: v.string(),
  at: timeMs,
  actor: v.string(),
  role: actorRoleShape,
  act: v.string(),
  subject: v.nullable(v.string()),
  reason: v.nullable(v.string()),
};
export const operatorActShape = v.object(actFields);
export type OperatorAct = v.InferOutput<typeof operatorActShape>;

export const actRecordShape = v.object({
  ...actFields,
  result: v.picklist(["done", "begun"]),
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null()])),
});
export type ActRecord = v.InferOutput<typeof actRecordShape>;
export type ActDetail = ActRecord["detail"];

export const operatorActJobShape = v.object({
  record: actRecordShape,
  suspension: v.exactOptional(suspensionCopyShape),
});
export type ActDone = v.InferOutput<typeof operatorActJobShape>;

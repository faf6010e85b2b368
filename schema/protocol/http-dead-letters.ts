// HTTP bodies for operators: dead letters.
import * as v from "valibot";
import { strictShape, count, cursorShape, listShape, timeMs } from "./shape.ts";

/** `job`: as it was received. `kind`: null if it is not an envelope. `error`: of the last attempt, if known. */
export const deadLetterShape = strictShape({
  id: v.string(),
  kind: v.nullable(v.string()),
  reason: v.picklist(["malformed", "unknown-kind", "failed"]),
  error: v.nullable(v.string()),
  attempts: count,
  diedAt: timeMs,
  job: v.unknown(),
});
export type DeadLetter = v.InferOutput<typeof deadLetterShape>;

export const deadLettersQueryShape = strictShape({ cursor: v.exactOptional(cursorShape) });
export const deadLettersResultShape = listShape(deadLetterShape);
export type DeadLettersResult = v.InferOutput<typeof deadLettersResultShape>;

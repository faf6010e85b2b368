// HTTP bodies for operators: dead letters.
import * as v from "valibot";
import { strictShape, count, timeMs } from "./shape.ts";

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

export const deadLettersQueryShape = strictShape({
  cursor: v.exactOptional(v.pipe(v.string(), v.regex(/^[0-9]{1,16}_[A-Za-z0-9_-]{1,64}$/))),
});
export const deadLettersResultShape = strictShape({
  deadLetters: v.array(deadLetterShape),
  cursor: v.nullable(v.string()),
});
export type DeadLettersResult = v.InferOutput<typeof deadLettersResultShape>;

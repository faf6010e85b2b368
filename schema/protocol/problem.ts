// A refusal over HTTP: RFC 9457 problem details with a stable code.
import * as v from "valibot";
import { strictShape, count } from "./shape.ts";
import { errorCodes } from "./errors.ts";

/** What a client must show to a person: the widget of this kind, with this key of the deployment's. */
export const challengeShape = strictShape({ kind: v.string(), siteKey: v.string() });
export type Challenge = v.InferOutput<typeof challengeShape>;

/** Media type `application/problem+json`. `instance` is the request's id, `urn:klatch:request:<id>`. */
export const problemShape = strictShape({
  type: v.string(),
  title: v.string(),
  status: count,
  code: v.picklist(errorCodes),
  instance: v.exactOptional(v.string()),
  retryAfterMs: v.exactOptional(count),
  /** Which limit was reached, with RATE_LIMITED. */
  limit: v.exactOptional(v.string()),
  /** JSON Pointer (RFC 6901) to the first wrong field of the body or query; "" for the whole. */
  pointer: v.exactOptional(v.string()),
  challenge: v.exactOptional(challengeShape),
});
export type Problem = v.InferOutput<typeof problemShape>;

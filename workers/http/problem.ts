// Refusals leave over HTTP here and nowhere else: RFC 9457 problem documents, and the headers that belong to them.
import { isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { errorRules, type ErrorCode, type Refusal } from "../../schema/protocol/errors.ts";
import type { Problem } from "../../schema/protocol/problem.ts";

/** What UNAVAILABLE advises when nobody knows better. */
const unavailableRetryMs = 1_000;

/** RFC 6750, section 3.1: these say that the token was there, but is no good. */
const invalidTokenCodes: readonly ErrorCode[] = ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT"];

export interface ProblemContext {
  readonly requestId: string;
  /** Whether the request carried credentials: if not, RFC 6750 wants no error in the challenge. */
  readonly hasCredentials: boolean;
  /** The methods that the path knows, for METHOD_NOT_ALLOWED. */
  readonly allow?: readonly string[];
}

export function problemResponse(refusal: Refusal, context: ProblemContext): Response {
  const { code } = refusal;
  const { status, title } = errorRules[code];
  const retryAfterMs = refusal.retryAfterMs ?? (code === "UNAVAILABLE" ? unavailableRetryMs : undefined);
  const problem: Problem = {
    type: `urn:klatch:error:${code}`,
    title,
    status,
    code,
    instance: `urn:klatch:request:${context.requestId}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  // RFC 9110, section 10.2.3: whole seconds, never too early.
  if (retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(retryAfterMs / 1_000)));
  if (status === 401) headers.set("www-authenticate", challenge(code, context.hasCredentials));
  if (status === 426) headers.set("upgrade", "websocket");
  if (context.allow !== undefined) headers.set("allow", context.allow.join(", "));
  return new Response(JSON.stringify(problem), { status, headers });
}

const challenge = (code: ErrorCode, hasCredentials: boolean): string =>
  hasCredentials && invalidTokenCodes.includes(code)
    ? 'Bearer realm="klatch", error="invalid_token"'
    : 'Bearer realm="klatch"';

/** What was thrown is ours to read, in the log; the client gets a code. */
export function refusalOf(thrown: unknown, requestId: string): Refusal {
  if (isActorUnavailable(thrown)) {
    logError("actor unavailable", thrown.cause, { requestId });
    return { code: "UNAVAILABLE" };
  }
  logError("request failed", thrown, { requestId });
  return { code: "INTERNAL" };
}

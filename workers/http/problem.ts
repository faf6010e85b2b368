// The only place where a refusal becomes an HTTP response: RFC 9457 problem documents with their headers.
import { isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { errorRuleOf, type ErrorCode, type Refusal } from "../../schema/protocol/errors.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Problem } from "../../schema/protocol/problem.ts";
import { addRateLimitHeaders } from "./rate-limit-headers.ts";

/** The retry advice for UNAVAILABLE without a better value. */
const unavailableRetryMs = 1_000;

/** RFC 6750, section 3.1: the codes for a token that was present but invalid. */
const invalidTokenCodes: readonly ErrorCode[] = ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT"];

export interface ProblemContext {
  readonly requestId: string;
  /** Without credentials in the request, RFC 6750 wants no error in the challenge. */
  readonly hasCredentials: boolean;
  /** Those in force. */
  readonly limits: Limits;
  /** The allowed methods of the path, for METHOD_NOT_ALLOWED. */
  readonly allow?: readonly string[];
}

export function problemResponse(refusal: Refusal, context: ProblemContext): Response {
  const { code } = refusal;
  const { status, title } = errorRuleOf(code);
  const retryAfterMs = refusal.retryAfterMs ?? (code === "UNAVAILABLE" ? unavailableRetryMs : undefined);
  const problem: Problem = {
    type: `urn:klatch:error:${code}`,
    title,
    status,
    code,
    instance: `urn:klatch:request:${context.requestId}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(refusal.pointer === undefined ? {} : { pointer: refusal.pointer }),
    ...(refusal.limit === undefined ? {} : { limit: refusal.limit }),
    ...(refusal.challenge === undefined ? {} : { challenge: refusal.challenge }),
  };
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  // RFC 9110, section 10.2.3: whole seconds, rounded up so that nobody retries too early.
  if (retryAfterMs !== undefined) headers.set("retry-after", String(Math.ceil(retryAfterMs / 1_000)));
  addRateLimitHeaders(headers, refusal, context.limits);
  if (status === 401) headers.set("www-authenticate", authenticateChallenge(code, context.hasCredentials));
  if (status === 426) headers.set("upgrade", "websocket");
  if (context.allow !== undefined) headers.set("allow", context.allow.join(", "));
  return new Response(JSON.stringify(problem), { status, headers });
}

const authenticateChallenge = (code: ErrorCode, hasCredentials: boolean): string =>
  hasCredentials && invalidTokenCodes.includes(code)
    ? 'Bearer realm="klatch", error="invalid_token"'
    : 'Bearer realm="klatch"';

/** Logs what was thrown. The client only gets a code. */
export function refusalOf(thrown: unknown, requestId: string): Refusal {
  if (isActorUnavailable(thrown)) {
    logError("actor unavailable", thrown.cause, { requestId });
    return { code: "UNAVAILABLE" };
  }
  logError("request failed", thrown, { requestId });
  return { code: "INTERNAL" };
}

// The SDK's error, and the class of each code.
import type { Challenge } from "../../schema/protocol/problem.ts";
import type { ErrorClass, ErrorCode, ReceivedErrorCode } from "../../schema/protocol/errors.ts";

/**
 * The classes of the protocol for codes that are not fatal, repeated here because the SDK imports only types from the schema. A
 * test compares them. Any other code is fatal, one of a newer server too: a repeat is not known to help.
 */
const notFatal: ReadonlyMap<string, ErrorClass> = new Map<ErrorCode, ErrorClass>([
  ["TOKEN_EXPIRED", "retryable"],
  ["REFRESH_SUPERSEDED", "backoff"],
  ["MUTED", "backoff"],
  ["RATE_LIMITED", "backoff"],
  ["CHALLENGE_REQUIRED", "backoff"],
  ["TOO_SLOW", "backoff"],
  ["FILE_NOT_READY", "backoff"],
  ["INTERNAL", "backoff"],
  ["UNAVAILABLE", "retryable"],
]);

export const errorClassOf = (code: string): ErrorClass => notFatal.get(code) ?? "fatal";

/** Details of a `KlatchError` besides its code. */
export interface KlatchErrorDetails {
  /** The HTTP status, if the refusal came over HTTP. */
  readonly status?: number | undefined;
  /** The time in ms that the server asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The field of the request that is wrong, as a JSON Pointer (RFC 6901). */
  readonly pointer?: string | undefined;
  /** The limit that was reached, with `RATE_LIMITED`. */
  readonly limit?: string | undefined;
  /** What a person must meet before the call is made again, of `CHALLENGE_REQUIRED`. */
  readonly challenge?: Challenge | undefined;
  readonly cause?: unknown;
}

/**
 * A refusal by the server, or `UNAVAILABLE` if the server could not be reached. In that case `status` is missing and
 * `cause` has the reason.
 *
 * @example
 * try {
 *   await client.login({ username: "ann", password: "wrong horse" });
 * } catch (error) {
 *   if (error instanceof KlatchError && error.code === "INVALID_CREDENTIALS") showWrongPassword();
 *   else throw error;
 * }
 */
export class KlatchError extends Error {
  override readonly name = "KlatchError";
  /** Stable: branch on the code, never on `message`. The set is open: a newer server has more codes. */
  readonly code: ReceivedErrorCode;
  /** The HTTP status, if the refusal came over HTTP. */
  readonly status: number | undefined;
  /** The time in ms that the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** The first field of the request that is wrong, as a JSON Pointer (RFC 6901): `/name`; "" for the whole request. */
  readonly pointer: string | undefined;
  /**
   * The limit that was reached, with `RATE_LIMITED`: `frames` for the rate of frames and requests, `network` for calls
   * without an account, or a budget of the user, such as `bytes`, `messages`, `deliveries`, `strangers`, `people`. The
   * set is open: a newer server has more.
   */
  readonly limit: string | undefined;
  /**
   * What a person must meet before the call is made again, of `CHALLENGE_REQUIRED`: show the widget of this `kind` with
   * this `siteKey`, and pass what it gives as `challengeToken`.
   */
  readonly challenge: Challenge | undefined;

  constructor(code: ReceivedErrorCode, message: string, details: KlatchErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.pointer = details.pointer;
    this.limit = details.limit;
    this.challenge = details.challenge;
  }

  /** `fatal`: do not repeat the call; `retryable`: a repeat may succeed; `backoff`: a repeat may succeed after a wait. */
  get class(): ErrorClass {
    return errorClassOf(this.code);
  }
}

/** What failed, whatever that was, as an app gets it. */
export const asKlatchError = (cause: unknown): KlatchError =>
  cause instanceof KlatchError ? cause : new KlatchError("INTERNAL", "It failed.", { cause });

/** The error of messages and calls after the connection was closed or the user was signed out. */
export const closedError = (code: ReceivedErrorCode): KlatchError =>
  new KlatchError(code, code === "NOT_AUTHENTICATED" ? "Nobody is signed in." : "The connection was closed.");

/** Not a code of its own: like any wrong call, it is a mistake of the program, which a repeat does not mend. */
export const noWebSocketError = (): KlatchError =>
  new KlatchError("INVALID_REQUEST", "There is no WebSocket here: pass one as runtime.WebSocket.");

export const outboxFullError = (): KlatchError => new KlatchError("TOO_MANY", "Too many messages wait.");

export const blankError = (): KlatchError => new KlatchError("CONTENT_BLANK", "The message's content is blank.");

export const duplicateError = (): KlatchError =>
  new KlatchError("DUPLICATE_MESSAGE", "This clientMsgId has other content.");

export const storeError = (cause: unknown): KlatchError =>
  new KlatchError("UNAVAILABLE", "The store does not work.", { cause });

/** Why a server lacks what these features name, as far as it has said so. @param features null: it has not said */
export function whyUnknown(
  features: readonly string[] | null | undefined,
  ...needed: readonly string[]
): KlatchError | null {
  const unknown = needed.find((feature) => features?.includes(feature) === false);
  return unknown === undefined ? null : new KlatchError("UNAVAILABLE", `This server does not know ${unknown}.`);
}

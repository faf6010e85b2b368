// The SDK's error, and the class of each code.
import type { Challenge } from "../../schema/protocol/problem.ts";
import type { ErrorClass, ErrorCode, ReceivedErrorCode } from "../../schema/protocol/errors.ts";

/** The classes of the protocol, repeated here because the SDK imports only types from the schema. A test compares them. */
export const errorClasses = {
  INVALID_JSON: "fatal",
  INVALID_REQUEST: "fatal",
  INVALID_FRAME: "fatal",
  UNKNOWN_FRAME_TYPE: "fatal",
  TOO_MANY_FRAMES: "fatal",
  TOO_LARGE: "fatal",
  CONTENT_TOO_LARGE: "fatal",
  CONTENT_BLANK: "fatal",
  BINARY_NOT_SUPPORTED: "fatal",
  UNSUPPORTED_MEDIA_TYPE: "fatal",
  SEQ_OUT_OF_RANGE: "fatal",
  CLOCK_AHEAD: "fatal",
  NOT_AUTHENTICATED: "fatal",
  TOKEN_EXPIRED: "retryable",
  DEVICE_SIGNED_OUT: "fatal",
  REFRESH_TOKEN_REUSED: "fatal",
  REFRESH_SUPERSEDED: "backoff",
  INVALID_CREDENTIALS: "fatal",
  SUSPENDED: "fatal",
  PASSWORD_TOO_COMMON: "fatal",
  REGISTRATION_CLOSED: "fatal",
  INVITATION_NEEDED: "fatal",
  INVITATION_INVALID: "fatal",
  FORBIDDEN: "fatal",
  NOT_FOUND: "fatal",
  USER_NOT_FOUND: "fatal",
  CONVERSATION_NOT_FOUND: "fatal",
  POLL_CLOSED: "fatal",
  MUTED: "backoff",
  READ_ONLY: "fatal",
  BANNED: "fatal",
  JOIN_NOT_ALLOWED: "fatal",
  WRONG_PASSWORD: "fatal",
  LINK_NOT_VALID: "fatal",
  MEMBER_NOT_FOUND: "fatal",
  MESSAGE_NOT_FOUND: "fatal",
  TOO_LATE: "fatal",
  OWNER_MUST_TRANSFER: "fatal",
  GROUP_FULL: "fatal",
  CONVERSATION_FULL: "fatal",
  TOO_MANY: "fatal",
  METHOD_NOT_ALLOWED: "fatal",
  NAME_TAKEN: "fatal",
  USERNAME_TAKEN: "fatal",
  DUPLICATE_MESSAGE: "fatal",
  IDEMPOTENCY_KEY_REUSED: "fatal",
  UPGRADE_REQUIRED: "fatal",
  RATE_LIMITED: "backoff",
  CHALLENGE_REQUIRED: "backoff",
  REPLACED: "fatal",
  TOO_SLOW: "backoff",
  INTERNAL: "backoff",
  UNAVAILABLE: "retryable",
} as const satisfies Record<ErrorCode, ErrorClass>;

/** An unknown code of a newer server counts as fatal: a repeat is not known to help. */
export const errorClassOf = (code: string): ErrorClass =>
  Object.hasOwn(errorClasses, code) ? errorClasses[code as ErrorCode] : "fatal";

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

/** The error of messages and calls after the connection was closed or the user was signed out. */
export const closedError = (code: ReceivedErrorCode): KlatchError =>
  new KlatchError(code, code === "NOT_AUTHENTICATED" ? "Nobody is signed in." : "The connection was closed.");

/** Not a code of its own: like any wrong call, it is a mistake of the program, which a repeat does not mend. */
export const noWebSocketError = (): KlatchError =>
  new KlatchError(
    "INVALID_REQUEST",
    "There is no WebSocket here. Pass one as the option runtime.WebSocket, for example that of the package ws.",
  );

export const outboxFullError = (): KlatchError => new KlatchError("TOO_MANY", "Too many messages wait to be sent.");

export const blankError = (): KlatchError => new KlatchError("CONTENT_BLANK", "The message's content is blank.");

export const duplicateError = (): KlatchError =>
  new KlatchError("DUPLICATE_MESSAGE", "The clientMsgId was used for other content.");

export const storeError = (cause: unknown): KlatchError =>
  new KlatchError("UNAVAILABLE", "The store does not work.", { cause });

// Every refusal of this server: a table from code to status, close code and class.
import type { Challenge } from "./problem.ts";
import type { Quota, QuotaLeft } from "./quotas.ts";
import type { UnknownKind } from "./unknown.ts";

/**
 * `fatal`: do not repeat the request; `retryable`: the same request may succeed; `backoff`: the same request may
 * succeed later.
 */
export type ErrorClass = "fatal" | "retryable" | "backoff";

export interface ErrorRule {
  readonly status: number;
  readonly class: ErrorClass;
  /** RFC 9457 `title` and the socket's `message`: one sentence, the same for every occurrence. */
  readonly title: string;
  /** Set when the code ends a socket. */
  readonly closeCode?: 4401 | 4403 | 4409 | 4429;
}

export const errorRules = {
  INVALID_JSON: { status: 400, class: "fatal", title: "The body or frame is not JSON." },
  INVALID_REQUEST: { status: 400, class: "fatal", title: "The request has unknown, missing or malformed fields." },
  INVALID_FRAME: { status: 400, class: "fatal", title: "The frame has unknown, missing or malformed fields." },
  UNKNOWN_FRAME_TYPE: { status: 400, class: "fatal", title: "No frame has this type." },
  TOO_MANY_FRAMES: { status: 413, class: "fatal", title: "A WebSocket message holds too many frames." },
  TOO_LARGE: { status: 413, class: "fatal", title: "The body or WebSocket message is too large." },
  CONTENT_TOO_LARGE: { status: 413, class: "fatal", title: "The message's content is too large." },
  CONTENT_BLANK: { status: 400, class: "fatal", title: "The message's content is blank." },
  BINARY_NOT_SUPPORTED: { status: 400, class: "fatal", title: "WebSocket messages are text." },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    class: "fatal",
    title: "The body is not of the media type that this route takes.",
  },
  SEQ_OUT_OF_RANGE: { status: 400, class: "fatal", title: "No event has this seq yet." },
  CLOCK_AHEAD: { status: 400, class: "fatal", title: "The clientMsgId's time lies too far in the future." },
  NOT_AUTHENTICATED: { status: 401, class: "fatal", title: "There is no valid access token.", closeCode: 4401 },
  TOKEN_EXPIRED: { status: 401, class: "retryable", title: "The token has expired.", closeCode: 4401 },
  DEVICE_SIGNED_OUT: { status: 401, class: "fatal", title: "This device was signed out.", closeCode: 4401 },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    class: "fatal",
    title: "The refresh token was used before; the device is signed out.",
  },
  REFRESH_SUPERSEDED: {
    status: 409,
    class: "backoff",
    title: "The next refresh token of this device is in use already.",
  },
  FILE_NOT_FOUND: { status: 404, class: "fatal", title: "There is no such file, or you may not have it." },
  FILE_NOT_READY: { status: 409, class: "backoff", title: "The file is not ready yet." },
  FILE_QUARANTINED: { status: 403, class: "fatal", title: "A scanner holds this file back." },
  FILE_NOT_AS_DECLARED: { status: 422, class: "fatal", title: "The bytes are not what was declared." },
  FILE_TYPE_REFUSED: { status: 415, class: "fatal", title: "Files of this type are not taken here." },
  FILE_COMPLETE: { status: 409, class: "fatal", title: "The file is complete already." },
  RANGE_NOT_SATISFIABLE: { status: 416, class: "fatal", title: "The file has no bytes in this range." },
  INVALID_CREDENTIALS: { status: 401, class: "fatal", title: "The username or password is wrong." },
  SUSPENDED: { status: 403, class: "fatal", title: "This account is suspended.", closeCode: 4401 },
  ACCOUNT_LEAVING: { status: 403, class: "fatal", title: "This account is about to be deleted." },
  SIGNED_IN_ELSEWHERE: {
    status: 401,
    class: "fatal",
    title: "The user has signed in on another device.",
    closeCode: 4409,
  },
  PASSWORD_TOO_COMMON: { status: 400, class: "fatal", title: "The password is too easy to guess." },
  REGISTRATION_CLOSED: { status: 403, class: "fatal", title: "No accounts are made here now." },
  INVITATION_NEEDED: { status: 403, class: "fatal", title: "An account is made by invitation only." },
  INVITATION_INVALID: { status: 403, class: "fatal", title: "The invitation does not work, or no longer." },
  FORBIDDEN: { status: 403, class: "fatal", title: "You may not do this.", closeCode: 4403 },
  NOT_FOUND: { status: 404, class: "fatal", title: "There is nothing here." },
  USER_NOT_FOUND: { status: 404, class: "fatal", title: "There is no such user." },
  CONVERSATION_NOT_FOUND: {
    status: 404,
    class: "fatal",
    title: "There is no such conversation, or you are not in it.",
  },
  MESSAGE_NOT_FOUND: { status: 404, class: "fatal", title: "There is no such message, or no longer." },
  TOO_LATE: { status: 409, class: "fatal", title: "The time in which this could be done is over." },
  POLL_CLOSED: { status: 409, class: "fatal", title: "The poll is closed." },
  MUTED: { status: 403, class: "backoff", title: "You may not write here now." },
  NOT_ACCEPTED: { status: 403, class: "fatal", title: "This person does not accept it." },
  READ_ONLY: { status: 403, class: "fatal", title: "Only admins may write here." },
  BANNED: { status: 403, class: "fatal", title: "You are banned from this group." },
  JOIN_NOT_ALLOWED: { status: 403, class: "fatal", title: "This group cannot be joined this way." },
  WRONG_PASSWORD: { status: 403, class: "fatal", title: "The password is wrong." },
  LINK_NOT_VALID: { status: 404, class: "fatal", title: "The link does not work, or no longer." },
  MEMBER_NOT_FOUND: { status: 404, class: "fatal", title: "There is no such member." },
  OWNER_MUST_TRANSFER: { status: 409, class: "fatal", title: "The owner must hand the group over first." },
  GROUP_FULL: { status: 409, class: "fatal", title: "The group has as many members as it may." },
  CONVERSATION_FULL: { status: 507, class: "fatal", title: "The conversation has no room for further messages now." },
  TOO_MANY: { status: 409, class: "fatal", title: "There are as many of these as there may be." },
  METHOD_NOT_ALLOWED: { status: 405, class: "fatal", title: "The resource does not know this method." },
  NAME_TAKEN: { status: 409, class: "fatal", title: "An operator has this name." },
  USERNAME_TAKEN: { status: 409, class: "fatal", title: "The username is taken." },
  DUPLICATE_MESSAGE: { status: 409, class: "fatal", title: "The clientMsgId was used for other content." },
  IDEMPOTENCY_KEY_REUSED: {
    status: 409,
    class: "fatal",
    title: "The Idempotency-Key was used for another request.",
  },
  UPGRADE_REQUIRED: { status: 426, class: "fatal", title: "This address speaks WebSocket." },
  RATE_LIMITED: { status: 429, class: "backoff", title: "Too many requests.", closeCode: 4429 },
  CHALLENGE_REQUIRED: {
    status: 429,
    class: "backoff",
    title: "A challenge must be met first.",
  },
  TOO_SLOW: { status: 429, class: "backoff", title: "Too much was sent that was not read.", closeCode: 4429 },
  REPLACED: { status: 409, class: "fatal", title: "Another socket took this one's place.", closeCode: 4409 },
  INTERNAL: { status: 500, class: "backoff", title: "The server failed." },
  UNAVAILABLE: { status: 503, class: "retryable", title: "The server could not do it now." },
} as const satisfies Record<string, ErrorRule>;

/** Why the server refused. Codes are stable, so branch on them. The `ErrorClass` says what to do. */
export type ErrorCode = keyof typeof errorRules;
/** As a client gets it: the set of codes is open, and a newer server has more. */
export type ReceivedErrorCode = ErrorCode | UnknownKind;
export const errorCodes = Object.keys(errorRules) as [ErrorCode, ...ErrorCode[]];

/**
 * The rule of a code, typed with its optional fields. An object of a later version may have a code that this one does not
 * know: clients may, and for others it is as if the server could not do it now.
 */
export const errorRuleOf = (code: ErrorCode): ErrorRule =>
  Object.hasOwn(errorRules, code) ? errorRules[code] : errorRules.UNAVAILABLE;

/** An expected refusal: a return value, never thrown. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly retryAfterMs?: number;
  /** Which field of the request or frame is wrong, as a JSON Pointer (`schema/protocol/pointer.ts`). */
  readonly pointer?: string;
  /** Which limit was reached, with RATE_LIMITED: a budget's name (`schema/protocol/budgets.ts`), or another's. */
  readonly limit?: string;
  /** What must be met, for CHALLENGE_REQUIRED. */
  readonly challenge?: Challenge;
  /** The limit that was reached, for the headers of an answer over HTTP. */
  readonly quota?: Quota;
  /** What is left of the limits that the request counted against, for the same headers. */
  readonly left?: readonly QuotaLeft[];
}

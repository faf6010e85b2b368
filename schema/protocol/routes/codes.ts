// Every refusal code of a route: its own codes, and those that follow from its inputs and its callers.
import { errorCodes, type ErrorCode } from "../errors.ts";
import type { Route } from "./route.ts";

const always: readonly ErrorCode[] = ["INTERNAL", "UNAVAILABLE"];
const ofCallers = {
  anonymous: [],
  user: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT", "SUSPENDED"],
  moderator: ["NOT_AUTHENTICATED"],
  operator: ["NOT_AUTHENTICATED"],
} as const satisfies Record<Route["who"], readonly ErrorCode[]>;
/** Of a caller who shows no valid token: limits by network. Of a user: the rate. */
const ofStrangers: readonly ErrorCode[] = ["FORBIDDEN", "RATE_LIMITED"];
const ofQuery: readonly ErrorCode[] = ["INVALID_REQUEST"];
const ofKey: readonly ErrorCode[] = ["INVALID_REQUEST", "IDEMPOTENCY_KEY_REUSED"];
const ofBody: readonly ErrorCode[] = ["INVALID_JSON", "INVALID_REQUEST", "TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** Sorted like the error table. */
export function codesOf({
  who,
  segments = {},
  query,
  body,
  takesBytes,
  sizedField,
  idempotency,
  challenge,
  codes = [],
}: Route): readonly ErrorCode[] {
  const possible = new Set<ErrorCode>([
    ...always,
    ...ofCallers[who],
    ...ofStrangers,
    ...(challenge === true ? (["CHALLENGE_REQUIRED"] as const) : []),
    ...Object.values(segments).map(({ otherwise }) => otherwise),
    ...(query === undefined ? [] : ofQuery),
    ...(body === undefined ? [] : ofBody),
    ...(takesBytes === true ? (["UNSUPPORTED_MEDIA_TYPE"] as const) : []),
    ...(idempotency === "key" ? ofKey : []),
    ...(sizedField === undefined ? [] : [sizedField.otherwise]),
    ...codes,
  ]);
  return errorCodes.filter((code) => possible.has(code));
}

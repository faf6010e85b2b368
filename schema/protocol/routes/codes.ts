// Every refusal code of a route: its own codes, and those that follow from its inputs and its callers.
import { errorCodes, type ErrorCode } from "../errors.ts";
import type { Route } from "./route.ts";

const always: readonly ErrorCode[] = ["INTERNAL", "UNAVAILABLE"];
const ofCallers = {
  anonymous: [],
  user: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "DEVICE_SIGNED_OUT", "RATE_LIMITED"],
  operator: ["NOT_AUTHENTICATED"],
} as const satisfies Record<Route["who"], readonly ErrorCode[]>;
const ofQuery: readonly ErrorCode[] = ["INVALID_REQUEST"];
const ofKey: readonly ErrorCode[] = ["INVALID_REQUEST", "IDEMPOTENCY_KEY_REUSED"];
const ofBody: readonly ErrorCode[] = ["INVALID_JSON", "INVALID_REQUEST", "TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"];

/** Sorted like the error table. */
export function codesOf({
  who,
  segments = {},
  query,
  body,
  sizedField,
  idempotency,
  codes = [],
}: Route): readonly ErrorCode[] {
  const possible = new Set<ErrorCode>([
    ...always,
    ...ofCallers[who],
    ...Object.values(segments).map(({ otherwise }) => otherwise),
    ...(query === undefined ? [] : ofQuery),
    ...(body === undefined ? [] : ofBody),
    ...(idempotency === "key" ? ofKey : []),
    ...(sizedField === undefined ? [] : [sizedField.otherwise]),
    ...codes,
  ]);
  return errorCodes.filter((code) => possible.has(code));
}

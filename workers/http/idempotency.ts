// The `Idempotency-Key` header (draft-ietf-httpapi-idempotency-key-header): what a request with it is remembered by.
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { Once } from "../../schema/rpc/session-questions.ts";
import type { ParsedRequest } from "./read-request.ts";

const headerName = "Idempotency-Key";
/** A string of structured fields (RFC 9651, section 3.3.3), without parameters. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
const keyShape = new RegExp(`^[\\x21-\\x7e]{1,${wireLimits.idempotencyKeyMaxChars}}$`);

/**
 * The key and a hash of the request: of method, path and body as they were parsed, so that neither spaces nor the order
 * of fields nor a default that is spelt out make another request.
 *
 * @returns null without the header, and for routes that need no key; INVALID_REQUEST for a key that is malformed or
 * given twice
 */
export async function readOnce(
  route: Route,
  headers: Pick<Headers, "get">,
  { path, body }: ParsedRequest,
): Promise<Once | null | Refused> {
  if (route.idempotency !== "key") return null;
  const text = headers.get(headerName);
  if (text === null) return null;
  const key = keyOf(text);
  if (key === null) return refusedAt("INVALID_REQUEST", `/${headerName}`);
  const request = JSON.stringify([route.method, route.path, path, body ?? null]);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(request));
  return { key, requestHash: Buffer.from(hash).toString("base64url") };
}

/** A string in quotes and the same without them are one key. Null: malformed. */
function keyOf(text: string): string | null {
  const key = text.startsWith('"') ? quoted.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1") : text;
  return key !== undefined && keyShape.test(key) ? key : null;
}

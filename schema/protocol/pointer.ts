// Where a request or frame is wrong, as a JSON Pointer (RFC 6901): `pointer` of problem documents and of error frames.
// HTTP: `workers/http/read-request.ts`. Sockets: `pointerOf(parsed.issues)` of a frame's failed parse.

/** The part of a Valibot issue that is read. A path without keys is the whole value. */
export interface PathedIssue {
  readonly path?: readonly { readonly key?: unknown }[] | undefined;
}

/** A key may be the client's own: a longer one is not repeated to it. In UTF-16 units. */
const maxKeyChars = 64;
/** UTF-16 units. Field names of the protocol never get there; nested keys of the client's own may. */
const maxPointerChars = 256;

/**
 * A pointer to the first of these issues: a missing, unknown or malformed field. Never a value.
 *
 * A key that is too long, or has control, format or private characters, lone surrogates or line ends, is not repeated:
 * then the pointer is that of the object which has the key.
 *
 * @param issues of a Valibot parse, the first one first
 * @returns "" for the whole value
 */
export function pointerOf(issues: readonly PathedIssue[]): string {
  let pointer = "";
  for (const { key } of issues[0]?.path ?? []) {
    const token = tokenOf(key);
    if (token === null || pointer.length + token.length > maxPointerChars) return pointer;
    pointer += token;
  }
  return pointer;
}

/** A pointer to a field with this name. */
export const pointerTo = (name: string): string => tokenOf(name) ?? "";

/** `/` and the escaped key (RFC 6901, section 3); null for a key that is not to be repeated. */
function tokenOf(key: unknown): string | null {
  if (typeof key === "number") return `/${key}`;
  if (typeof key !== "string" || key.length > maxKeyChars || /[\p{C}\p{Zl}\p{Zp}]/u.test(key)) return null;
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

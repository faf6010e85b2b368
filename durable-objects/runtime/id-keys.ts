// The keys of the MACs in ids (the secret ID_KEYS): the first makes them, all verify them, and none is ever removed,
// since ids live as long as what they name.
import { createHmac, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import type { Env } from "./env.ts";
import { parseSecret } from "./parse-secret.ts";

/** A symmetric key (RFC 7518, section 6.4) of 32 bytes. Other members, such as `kid`, are for the operator. */
const keyShape = v.object({
  kty: v.literal("oct"),
  alg: v.literal("HS256"),
  k: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
});
const keysShape = v.pipe(v.array(keyShape), v.minLength(1));

type WithKeys = Pick<Env, "ID_KEYS">;

export interface MacKind {
  /** A MAC of one purpose says nothing for another. */
  readonly purpose:
    | "group"
    | "link"
    | "device"
    | "operator"
    | "file"
    | "file-address"
    | "avatar"
    | "mail-proof"
    | "mail-stop";
  /** The part of the MAC (HMAC-SHA256, 32 bytes) that is used, as ASCII text. */
  encode(mac: Buffer): string;
}

let parsed: { readonly secret: string | undefined; readonly keys: readonly Buffer[] } | null = null;

/** @throws Error when the secret is missing or malformed: nothing can be made or verified that has a MAC */
export function readIdKeys({ ID_KEYS: secret }: WithKeys): readonly Buffer[] {
  if (parsed === null || parsed.secret !== secret) parsed = { secret, keys: parseKeys(secret) };
  return parsed.keys;
}

function parseKeys(secret: string | undefined): readonly Buffer[] {
  if (secret === undefined) throw new Error("the secret ID_KEYS is missing; `npm run keys -- rotate-ids` makes it");
  const result = v.safeParse(keysShape, parseSecret(secret));
  // Without the parser's reason, which would quote the secret.
  if (!result.success) throw new Error("ID_KEYS is not a JSON array of symmetric JWKs for HS256");
  return result.output.map(({ k }) => Buffer.from(k, "base64url"));
}

/** The MACs of this text, under each key. Never empty; the first is the one to use. */
const macsOf = (env: WithKeys, kind: MacKind, text: string): readonly string[] =>
  readIdKeys(env).map((key) =>
    kind.encode(createHmac("sha256", key).update(`klatch ${kind.purpose}\n${text}`).digest()),
  );

/** @throws Error when ID_KEYS is missing or malformed */
export function makeMacs(env: WithKeys, kind: MacKind, text: string): { mac: string; earlierMacs: readonly string[] } {
  const [mac, ...earlierMacs] = macsOf(env, kind, text);
  if (mac === undefined) throw new Error("ID_KEYS is empty");
  return { mac, earlierMacs };
}

/**
 * Whether this is the text's MAC under any of the keys. The time does not tell where it differs.
 *
 * @throws Error when ID_KEYS is missing or malformed
 */
export function isMac(env: WithKeys, kind: MacKind, text: string, mac: string): boolean {
  // In bytes: what has the length of a MAC in characters may be longer, and would break the comparison.
  const shown = Buffer.from(mac);
  return macsOf(env, kind, text).some((right) => {
    const expected = Buffer.from(right);
    return expected.length === shown.length && timingSafeEqual(expected, shown);
  });
}

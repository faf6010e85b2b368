// The keys that sign and verify tokens: the secret SIGNING_KEYS.
import { importJWK } from "jose";
import * as v from "valibot";
import type { KeySet } from "../../schema/protocol/http-service.ts";
import type { Env } from "./env.ts";
import { parseSecret } from "./parse-secret.ts";

const base64url = v.pipe(v.string(), v.regex(/^[\w-]+$/));

/** An Ed25519 key (RFC 8037). Other members, such as `iat` (when it was made), are for the operator. */
const privateKeyShape = v.object({
  kty: v.literal("OKP"),
  crv: v.literal("Ed25519"),
  x: base64url,
  d: base64url,
  kid: v.pipe(v.string(), v.minLength(1)),
  alg: v.literal("EdDSA"),
});
const privateKeysShape = v.pipe(v.array(privateKeyShape), v.minLength(1));

export interface SigningKeys {
  readonly signing: { readonly kid: string; readonly key: CryptoKey };
  /** By `kid`. */
  readonly verifying: ReadonlyMap<string, CryptoKey>;
  /** The public halves, for GET /.well-known/jwks.json. */
  readonly published: KeySet;
}

// Caches the keys, not their promise: in workerd a request must not await a promise of another request.
let parsed: { readonly secret: string; readonly keys: SigningKeys } | null = null;

/** @throws Error when the secret is missing or malformed: no request that needs a token can be answered */
export async function readSigningKeys({ SIGNING_KEYS: secret }: Pick<Env, "SIGNING_KEYS">): Promise<SigningKeys> {
  if (parsed?.secret !== secret) parsed = { secret, keys: await parseKeys(secret) };
  return parsed.keys;
}

async function parseKeys(secret: string): Promise<SigningKeys> {
  const result = v.safeParse(privateKeysShape, parseSecret(secret));
  // Without the parser's reason, which would quote the secret.
  if (!result.success) throw new Error("SIGNING_KEYS is not a JSON array of private Ed25519 JWKs with kid and alg");
  const [first] = result.output;
  if (first === undefined) throw new Error("SIGNING_KEYS is empty");
  const published = result.output.map(({ kty, crv, x, kid, alg }) => ({ kty, crv, x, kid, alg, use: "sig" }) as const);
  const verifying = await Promise.all(published.map(async (jwk) => [jwk.kid, await importKey(jwk)] as const));
  return {
    signing: { kid: first.kid, key: await importKey(first) },
    verifying: new Map(verifying),
    published: { keys: published },
  };
}

async function importKey(jwk: Parameters<typeof importJWK>[0]): Promise<CryptoKey> {
  const key = await importJWK(jwk, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("not a key pair");
  return key;
}

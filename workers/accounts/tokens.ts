// Access and refresh tokens: JWTs (RFC 7519, RFC 9068) signed with Ed25519, and the keys that sign them (the secret SIGNING_KEYS).
import { errors, jwtVerify, SignJWT, type JWTPayload } from "jose";
import * as v from "valibot";
import { deviceIdShape, isUserId, type DeviceId, type UserId } from "../../schema/protocol/ids.ts";
import type { Tokens } from "../../schema/protocol/http-auth.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { DeviceGrant } from "../../schema/rpc/user-session.ts";
import type { RequestContext } from "../http/request-context.ts";
import { importJWK } from "jose";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { KeySet } from "../../schema/protocol/http-service.ts";

type TokenContext = Pick<RequestContext, "env" | "limits">;

/** Type and audience both differ, so that neither token can be used as the other. */
const access = { typ: "at+jwt", audience: "klatch" } as const;
const refresh = { typ: "rt+jwt", audience: "klatch-refresh" } as const;

const clockToleranceSeconds = 5;
/** Our tokens have about 500 characters; longer ones are refused without parsing. */
const maxTokenChars = 2_048;

const subject = v.pipe(v.string(), v.check(isUserId, "not a user id"), v.brand("UserId"));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const accessClaimsShape = v.object({ sub: subject, did: deviceIdShape });
const refreshClaimsShape = v.object({ sub: subject, did: deviceIdShape, fam: v.string(), gen: count });

export interface Identity {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
}
export interface RefreshIdentity {
  readonly userId: UserId;
  readonly grant: DeviceGrant;
}

/** Issues both tokens of a grant. */
export async function issueTokens(userId: UserId, grant: DeviceGrant, { env, limits }: TokenContext): Promise<Tokens> {
  const keys = await readSigningKeys(env);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const sign = (
    claims: JWTPayload,
    { typ, audience }: typeof access | typeof refresh,
    seconds: number,
  ): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: "EdDSA", typ, kid: keys.signing.kid })
      .setIssuer(env.TOKEN_ISSUER)
      .setAudience(audience)
      .setSubject(userId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + seconds)
      .sign(keys.signing.key);
  const [accessToken, refreshToken] = await Promise.all([
    sign({ did: grant.deviceId }, access, limits.ACCESS_TOKEN_SECONDS),
    sign({ did: grant.deviceId, fam: grant.family, gen: grant.generation }, refresh, limits.REFRESH_TOKEN_SECONDS),
  ]);
  return { accessToken, refreshToken, expiresIn: limits.ACCESS_TOKEN_SECONDS };
}

/** @returns NOT_AUTHENTICATED, TOKEN_EXPIRED */
export async function verifyAccessToken(
  token: string,
  { env }: Pick<TokenContext, "env">,
): Promise<Identity | Refused> {
  const verified = await verify(token, access, env.TOKEN_ISSUER, await readSigningKeys(env), ["did"]);
  if ("refusal" in verified) return verified;
  const claims = v.safeParse(accessClaimsShape, verified.claims);
  return claims.success ? { userId: claims.output.sub, deviceId: claims.output.did } : refused("NOT_AUTHENTICATED");
}

/**
 * Verifies only our signature and the expiry; the UserSession knows whether the token is the newest of its family.
 *
 * @returns NOT_AUTHENTICATED, TOKEN_EXPIRED
 */
export async function verifyRefreshToken(
  token: string,
  { env }: Pick<TokenContext, "env">,
): Promise<RefreshIdentity | Refused> {
  const verified = await verify(token, refresh, env.TOKEN_ISSUER, await readSigningKeys(env), ["did", "fam", "gen"]);
  if ("refusal" in verified) return verified;
  const claims = v.safeParse(refreshClaimsShape, verified.claims);
  if (!claims.success) return refused("NOT_AUTHENTICATED");
  const { sub: userId, did: deviceId, fam: family, gen: generation } = claims.output;
  return { userId, grant: { deviceId, family, generation } };
}

async function verify(
  token: string,
  { typ, audience }: typeof access | typeof refresh,
  issuer: string,
  keys: SigningKeys,
  requiredClaims: string[],
): Promise<{ readonly claims: JWTPayload } | Refused> {
  if (token.length > maxTokenChars) return refused("NOT_AUTHENTICATED");
  const keyOf = ({ kid }: { kid?: string }): CryptoKey => {
    const key = keys.verifying.get(kid ?? "");
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      // Fixed here, never taken from the token: `none` and HMAC with a public key are known attacks (RFC 8725).
      algorithms: ["EdDSA"],
      typ,
      issuer,
      audience,
      requiredClaims: ["iss", "aud", "sub", "iat", "exp", ...requiredClaims],
      clockTolerance: clockToleranceSeconds,
    });
    return { claims: payload };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return refused("TOKEN_EXPIRED");
    if (error instanceof errors.JOSEError) return refused("NOT_AUTHENTICATED");
    throw error;
  }
}

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
  const result = v.safeParse(privateKeysShape, parseJson(secret));
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused like any invalid list of keys; the parser's reason quotes the secret
  }
}

async function importKey(jwk: Parameters<typeof importJWK>[0]): Promise<CryptoKey> {
  const key = await importJWK(jwk, "EdDSA");
  if (key instanceof Uint8Array) throw new Error("not a key pair");
  return key;
}

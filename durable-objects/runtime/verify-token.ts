// Verifies access and refresh tokens: for the Worker at every request, for a session when a socket is renewed.
import { errors, jwtVerify, type JWTPayload } from "jose";
import * as v from "valibot";
import { deviceIdShape, isUserId, type UserId } from "../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { DeviceGrant } from "../../schema/rpc/user-session.ts";
import type { Env } from "./env.ts";
import { readSigningKeys } from "./signing-keys.ts";

type TokenEnv = Pick<Env, "SIGNING_KEYS" | "TOKEN_ISSUER">;

/** `iss` of every token. */
export const issuerOf = ({ TOKEN_ISSUER = "klatch" }: Pick<Env, "TOKEN_ISSUER">): string => TOKEN_ISSUER;

/** Type and audience both differ, so that neither token can be used as the other. */
export const tokenKinds = {
  access: { typ: "at+jwt", audience: "klatch" },
  refresh: { typ: "rt+jwt", audience: "klatch-refresh" },
} as const;

const clockToleranceSeconds = 5;
/** Our tokens have about 500 characters; longer ones are refused without parsing. */
const maxTokenChars = 2_048;

const subject = v.pipe(v.string(), v.check(isUserId, "not a user id"), v.brand("UserId"));
const seconds = v.pipe(v.number(), v.finite());
const deviceClaims = { sub: subject, did: deviceIdShape, exp: seconds };
const familyClaims = {
  fam: v.pipe(v.string(), v.minLength(1)),
  gen: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
};
const claimsShape = v.object({ ...deviceClaims, ...familyClaims });
/** Access tokens of the version before name no family. */
const earlierClaimsShape = v.object(deviceClaims);

/** Whom a valid token names, by which sign-in, and until when it is valid. */
export interface Identity {
  readonly userId: UserId;
  readonly grant: DeviceGrant;
  /** In ms since 1970. */
  readonly expiresAt: number;
}

/**
 * An access token without a family was issued by the version before, and counts as expired: its client refreshes.
 *
 * @returns NOT_AUTHENTICATED, TOKEN_EXPIRED
 */
export async function verifyAccessToken(token: string, env: TokenEnv): Promise<Identity | Refused> {
  const verified = await verify(token, tokenKinds.access, env);
  if ("refusal" in verified) return verified;
  const { claims, isExpired } = verified;
  if (isExpired) return refused("TOKEN_EXPIRED");
  const identity = identityOf(claims);
  if (identity !== null) return identity;
  const isEarlier = !("fam" in claims) && !("gen" in claims) && v.is(earlierClaimsShape, claims);
  return refused(isEarlier ? "TOKEN_EXPIRED" : "NOT_AUTHENTICATED");
}

/**
 * Verifies only our signature and the expiry; the UserSession knows whether the token is the newest of its family.
 *
 * @returns NOT_AUTHENTICATED, TOKEN_EXPIRED
 */
export async function verifyRefreshToken(token: string, env: TokenEnv): Promise<Identity | Refused> {
  const verified = await verify(token, tokenKinds.refresh, env);
  if ("refusal" in verified) return verified;
  if (verified.isExpired) return refused("TOKEN_EXPIRED");
  return identityOf(verified.claims) ?? refused("NOT_AUTHENTICATED");
}

/** The sign-in that a refresh token belongs to, expired or not; null if we did not issue the token. */
export async function readRefreshToken(token: string, env: TokenEnv): Promise<Identity | null> {
  const verified = await verify(token, tokenKinds.refresh, env);
  return "refusal" in verified ? null : identityOf(verified.claims);
}

function identityOf(payload: JWTPayload): Identity | null {
  const claims = v.safeParse(claimsShape, payload);
  if (!claims.success) return null;
  const { sub: userId, did: deviceId, fam: family, gen: generation, exp } = claims.output;
  return { userId, grant: { deviceId, family, generation }, expiresAt: exp * 1_000 };
}

type Verified = { readonly claims: JWTPayload; readonly isExpired: boolean };

/** @returns NOT_AUTHENTICATED */
async function verify(
  token: string,
  { typ, audience }: (typeof tokenKinds)["access" | "refresh"],
  env: TokenEnv,
): Promise<Verified | Refused> {
  if (token.length > maxTokenChars) return refused("NOT_AUTHENTICATED");
  const keys = await readSigningKeys(env);
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
      issuer: issuerOf(env),
      audience,
      requiredClaims: ["iss", "aud", "sub", "iat", "exp", "did"],
      clockTolerance: clockToleranceSeconds,
    });
    return { claims: payload, isExpired: false };
  } catch (error) {
    // jose checks the expiry last, so everything else about this token is right.
    if (error instanceof errors.JWTExpired) return { claims: error.payload, isExpired: true };
    if (error instanceof errors.JOSEError) return refused("NOT_AUTHENTICATED");
    throw error;
  }
}

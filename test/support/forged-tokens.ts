// Tokens that must not open anything, made with the real signing keys where a forger could have done as well.
import { env } from "cloudflare:workers";
import { decodeJwt, exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose";
import { issuerOf } from "../../durable-objects/runtime/verify-token.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";

interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT["sign"]>[0];
}

const signingKey = (): JWK & { kid: string } => (JSON.parse(env.SIGNING_KEYS) as [JWK & { kid: string }])[0];

const secondsNow = (): number => Math.floor(Date.now() / 1_000);

const encode = (part: unknown): string =>
  btoa(JSON.stringify(part)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The sign-in that an access token names. */
export function familyOf(accessToken: string): { fam: unknown; gen: unknown } {
  const { fam, gen } = decodeJwt(accessToken);
  return { fam, gen };
}

/** What a true access token of this session says. */
const trueHeader = () => ({ alg: "EdDSA", typ: "at+jwt", kid: signingKey().kid });
const trueClaims = ({ user, device, accessToken }: SessionResult) => ({
  iss: issuerOf(env),
  aud: "klatch",
  sub: user.id,
  did: device.id,
  ...familyOf(accessToken),
  iat: secondsNow(),
  exp: secondsNow() + 600,
});

/** A token like the session's own but for what the forgery changes; `undefined` leaves a claim out. */
async function forge(session: SessionResult, { header, claims, key }: Forgery): Promise<string> {
  const trueKey = await importJWK(signingKey(), "EdDSA");
  return new SignJWT({ ...trueClaims(session), ...claims })
    .setProtectedHeader({ ...trueHeader(), ...header })
    .sign(key ?? trueKey);
}

/** By name: each must be refused with NOT_AUTHENTICATED wherever a token is asked for. */
export const forgeries: Readonly<
  Record<string, (session: SessionResult, other: SessionResult) => Promise<string> | string>
> = {
  tampered: ({ accessToken }, { user, device }) => {
    const [header = "", , signature = ""] = accessToken.split(".");
    return [header, encode({ ...trueClaims({ user, device, accessToken } as SessionResult) }), signature].join(".");
  },
  "foreign key": async (session) => {
    const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    return forge(session, { key: privateKey });
  },
  "alg none": (session) => `${encode({ ...trueHeader(), alg: "none" })}.${encode(trueClaims(session))}.`,
  "signed with the public key": async (session) => {
    const { d: _private, ...publicKey } = signingKey();
    const secret = new TextEncoder().encode(JSON.stringify(publicKey));
    return forge(session, { header: { alg: "HS256" }, key: secret });
  },
  "brings its own key": async (session) => {
    const { privateKey, publicKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    return forge(session, { header: { jwk: await exportJWK(publicKey) }, key: privateKey });
  },
  "wrong kid": (session) => forge(session, { header: { kid: "another" } }),
  "no kid": (session) => forge(session, { header: { kid: undefined } }),
  "a refresh token": ({ refreshToken }) => refreshToken,
  "wrong audience": (session) => forge(session, { claims: { aud: "klatch-refresh" } }),
  "wrong type": (session) => forge(session, { header: { typ: "rt+jwt" } }),
  "wrong issuer": (session) => forge(session, { claims: { iss: "somebody" } }),
  "without a device": (session) => forge(session, { claims: { did: undefined } }),
  "without a generation": (session) => forge(session, { claims: { gen: undefined } }),
  "without an end": (session) => forge(session, { claims: { exp: undefined } }),
  "subject that is no user": (session) => forge(session, { claims: { sub: "user_../../etc" } }),
  garbage: () => "eyJub3QiOiJhIHRva2VuIn0",
};

export const expiredToken = (session: SessionResult): Promise<string> =>
  forge(session, { claims: { iat: secondsNow() - 7_200, exp: secondsNow() - 3_600 } });

// Tokens as a client or a forger meets them.
import { env } from "cloudflare:workers";
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  createLocalJWKSet,
  decodeJwt,
  jwtVerify,
  type JWK,
} from "jose";
import { readLimits } from "../../durable-objects/runtime/limits.ts";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { tokensShape, type SessionResult, type Tokens } from "../../schema/protocol/http-auth.ts";
import type { KeySet } from "../../schema/protocol/http-service.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { familyOf } from "../support/forged-tokens.ts";
import { aMinuteAfterRotation, signedInEarlier } from "../support/aged-device.ts";
import { logIn, newUsername, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, origin, withAddress, type HttpAnswer } from "../support/worker-http.ts";
import * as v from "valibot";

const [ownKey] = JSON.parse(env.SIGNING_KEYS) as [JWK & { kid: string }];
const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

const listDevices = (token: string): Promise<HttpAnswer> => callWorker({ method: "GET", path: "/api/devices", token });
const refreshing = (refreshToken: string): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path: "/api/auth/refresh", body: { refreshToken } });

async function refresh(refreshToken: string): Promise<Tokens> {
  return v.parse(tokensShape, (await refreshing(refreshToken)).body);
}

interface Forgery {
  readonly key?: JWK;
  readonly header?: object;
  readonly claims?: object;
}

let ada: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
});

/** An access token like ours in every respect but the given ones; undefined takes a claim away. */
async function forge({ key = ownKey, header = {}, claims = {} }: Forgery): Promise<string> {
  const payload = {
    iss: "klatch",
    aud: "klatch",
    sub: ada.user.id,
    did: ada.device.id,
    ...familyOf(ada.accessToken),
    iat: nowSeconds(),
    exp: nowSeconds() + 900,
    ...claims,
  };
  const protectedHeader = { alg: "EdDSA", typ: "at+jwt", kid: ownKey.kid, ...header };
  return new SignJWT(payload)
    .setProtectedHeader(protectedHeader)
    .sign(await importJWK(key, protectedHeader.alg), { crit: { "urn:other": true } });
}

/** A refresh token like this session's, with other claims. */
const forgeRefreshToken = ({ user, device, refreshToken }: SessionResult, claims: object): Promise<string> =>
  forge({
    header: { typ: "rt+jwt" },
    claims: { aud: "klatch-refresh", sub: user.id, did: device.id, ...familyOf(refreshToken), ...claims },
  });

describe("access tokens", () => {
  it("[AUTH-4] accepts what it issued, and what is made exactly like it", async () => {
    expect((await listDevices(ada.accessToken)).status).toBe(200);
    expect((await listDevices(await forge({}))).status).toBe(200);
    expect((await listDevices(await forge({ claims: { exp: nowSeconds() - 2 } }))).status).toBe(200);
  });

  it("[AUTH-4] says when a token has expired", async () => {
    const answer = await listDevices(await forge({ claims: { exp: nowSeconds() - 6 } }));
    expect(codeOf(answer)).toBe("TOKEN_EXPIRED");
    expect(answer.status).toBe(401);
  });

  it.each<[string, () => Promise<string>]>([
    ["without a signature", async () => ada.accessToken.replace(/\.[^.]*$/, ".")],
    ["of another signature", async () => ada.accessToken.replace(/\.[^.]*$/, `.${"A".repeat(86)}`)],
    [
      "of other claims",
      async () => ada.accessToken.replace(/\.[^.]*\./, `.${btoa('{"sub":"user_x"}').replaceAll("=", "")}.`),
    ],
    [
      "of algorithm none",
      async () =>
        new UnsecuredJWT({ sub: ada.user.id, did: ada.device.id })
          .setIssuer("klatch")
          .setAudience("klatch")
          .setIssuedAt()
          .setExpirationTime("15m")
          .encode(),
    ],
    [
      "signed by HMAC with the public key",
      async () =>
        forge({
          key: { kty: "oct", k: btoa(`${ownKey.x ?? ""}${"0".repeat(32)}`).replaceAll(/[+/=]/g, "A"), alg: "HS256" },
          header: { alg: "HS256" },
        }),
    ],
    ["of a key that is not ours", async () => forge({ key: await newPrivateKey() })],
    ["with an unknown kid", async () => forge({ header: { kid: "other" } })],
    ["without a kid", async () => forge({ header: { kid: undefined } })],
    ["with an unknown critical header", async () => forge({ header: { crit: ["urn:other"], "urn:other": 1 } })],
    ["of another type", async () => forge({ header: { typ: "JWT" } })],
    ["without a type", async () => forge({ header: { typ: undefined } })],
    ["of another issuer", async () => forge({ claims: { iss: "other" } })],
    ["of another audience", async () => forge({ claims: { aud: "other" } })],
    ["without an expiry", async () => forge({ claims: { exp: undefined } })],
    ["without a subject", async () => forge({ claims: { sub: undefined } })],
    ["without a device", async () => forge({ claims: { did: undefined } })],
    ["without a generation", async () => forge({ claims: { gen: undefined } })],
    ["without a family", async () => forge({ claims: { fam: undefined } })],
    ["of an empty family", async () => forge({ claims: { fam: "" } })],
    ["of generation 0", async () => forge({ claims: { gen: 0 } })],
    ["whose subject is no user id", async () => forge({ claims: { sub: "ada" } })],
    ["whose device is no id", async () => forge({ claims: { did: "a/b" } })],
    ["not valid yet", async () => forge({ claims: { nbf: nowSeconds() + 60 } })],
    ["that is none", async () => "x.y.z"],
    ["that is too long", async () => `${ada.accessToken}${"A".repeat(4_000)}`],
  ])("[AUTH-4] refuses a token %s", async (_name, make) => {
    const answer = await listDevices(await make());
    expect(codeOf(answer)).toBe("NOT_AUTHENTICATED");
    expect(answer.status).toBe(401);
  });

  it("[AUTH-20] says of one of the version before, which names no family, that it has expired", async () => {
    const earlier = await forge({ claims: { fam: undefined, gen: undefined } });
    expect(codeOf(await listDevices(earlier))).toBe("TOKEN_EXPIRED");
    const forged = await forge({ claims: { fam: undefined, gen: undefined }, key: await newPrivateKey() });
    expect(codeOf(await listDevices(forged))).toBe("NOT_AUTHENTICATED");
  });

  it("[AUTH-20] refuses one of another family of the same device", async () => {
    const other = await forge({ claims: { fam: crypto.randomUUID() } });
    expect(codeOf(await listDevices(other))).toBe("DEVICE_SIGNED_OUT");
    expect((await listDevices(ada.accessToken)).status).toBe(200);
  });

  it("[AUTH-11] refuses a refresh token in the place of an access token, and the other way round", async () => {
    expect(codeOf(await listDevices(ada.refreshToken))).toBe("NOT_AUTHENTICATED");
    expect(codeOf(await refreshing(ada.accessToken))).toBe("NOT_AUTHENTICATED");
    expect((await listDevices(ada.accessToken)).status).toBe(200);
  });
});

async function newPrivateKey(): Promise<JWK & { kid: string }> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  return { ...(await exportJWK(privateKey)), alg: "EdDSA", kid: `k-${crypto.randomUUID()}` };
}

describe("keys", () => {
  it("[AUTH-5] publishes public halves by which anyone can verify an access token", async () => {
    const { body, headers } = await callWorker({ method: "GET", path: "/.well-known/jwks.json" });
    const keySet = body as KeySet;
    expect(keySet.keys.map((key) => Object.keys(key).toSorted())).toEqual([["alg", "crv", "kid", "kty", "use", "x"]]);
    expect(headers.get("cache-control")).toContain("public");
    const { payload, protectedHeader } = await jwtVerify(ada.accessToken, createLocalJWKSet(keySet), {
      issuer: "klatch",
      audience: "klatch",
    });
    expect(protectedHeader).toMatchObject({ alg: "EdDSA", typ: "at+jwt", kid: ownKey.kid });
    expect(payload).toMatchObject({ sub: ada.user.id, did: ada.device.id });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(900);
  });

  it("[AUTH-5] signs with the first key and verifies with all, so that a rotation signs nobody out", async () => {
    const next = await newPrivateKey();
    const rotated = { ...env, SIGNING_KEYS: JSON.stringify([next, ownKey]) };
    const call = (path: string, init: RequestInit = {}): Promise<Response> =>
      handleRequest(withAddress(new Request(origin + path, init)), rotated);
    const { refreshToken, accessToken } = await refresh(ada.refreshToken);
    ada = { ...ada, refreshToken, accessToken };

    const devices = await call("/api/devices", { headers: { authorization: `Bearer ${ada.accessToken}` } });
    expect(devices.status).toBe(200);
    const keySet = await (await call("/.well-known/jwks.json")).json<KeySet>();
    expect(keySet.keys.map(({ kid }) => kid)).toEqual([next.kid, ownKey.kid]);
    const answer = await call("/api/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refreshToken }),
    });
    const renewed = v.parse(tokensShape, await answer.json());
    const { protectedHeader } = await jwtVerify(renewed.accessToken, createLocalJWKSet(keySet));
    expect(protectedHeader.kid).toBe(next.kid);
    // Once its key is gone, a token is worth nothing.
    expect(codeOf(await listDevices(renewed.accessToken))).toBe("NOT_AUTHENTICATED");
  });

  it.each(["", "[]", "{", "null", '[{"kty":"OKP"}]', '[{"d":"secret"}]'])(
    "[AUTH-5] answers INTERNAL while SIGNING_KEYS is %s, and does not log it",
    async (keys) => {
      const written = vi.spyOn(console, "error").mockImplementation(() => {});
      const request = new Request(`${origin}/.well-known/jwks.json`);
      const response = await handleRequest(withAddress(request), { ...env, SIGNING_KEYS: keys });
      expect(response.status).toBe(500);
      expect(await response.json()).toMatchObject({ code: "INTERNAL" });
      expect(JSON.stringify(written.mock.calls)).not.toContain("secret");
      written.mockRestore();
    },
  );
});

describe("ending a sign-in by its refresh token", () => {
  const revoking = (refreshToken: string): Promise<HttpAnswer> =>
    callWorker({ method: "POST", path: "/api/auth/revoke", body: { refreshToken } });
  const loggingOut = (refreshToken: string): Promise<HttpAnswer> =>
    callWorker({ method: "POST", path: "/api/auth/logout", body: { refreshToken } });

  it.each([
    ["revoke", revoking],
    ["logout", loggingOut],
  ] as const)("[AUTH-25] %s needs no access token, and closes the sockets at once", async (_name, end) => {
    const bob = await register(newUsername("bob"));
    const [ending, other] = [await openLive(bob.accessToken), await logIn(bob.user.username)];
    expect((await end(bob.refreshToken)).status).toBe(204);
    expect(await ending.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    expect(codeOf(await listDevices(bob.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await refreshing(bob.refreshToken))).toBe("DEVICE_SIGNED_OUT");
    expect((await listDevices(other.accessToken)).status).toBe(200);
    expect((await end(bob.refreshToken)).status).toBe(204);
  });

  it("[AUTH-25] answers alike whatever the token, and ends nothing by one that we did not issue", async () => {
    const bob = await register(newUsername("bob"));
    const expired = await forgeRefreshToken(bob, { exp: nowSeconds() - 60 });
    const unsigned = bob.refreshToken.replace(/\.[^.]*$/, `.${"A".repeat(86)}`);
    for (const token of ["", "x", unsigned, bob.accessToken, await forgeRefreshToken(bob, { fam: "another" })]) {
      expect((await revoking(token)).status).toBe(204);
      expect((await loggingOut(token)).status).toBe(204);
    }
    expect((await listDevices(bob.accessToken)).status).toBe(200);
    expect((await revoking(expired)).status).toBe(204);
    expect(codeOf(await listDevices(bob.accessToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[AUTH-25] logging out without a token of either kind is refused, whatever the body", async () => {
    for (const body of [undefined, {}]) {
      const answer = await callWorker({ method: "POST", path: "/api/auth/logout", ...(body && { body }) });
      expect(codeOf(answer)).toBe("NOT_AUTHENTICATED");
    }
    const odd = await callWorker({ method: "POST", path: "/api/auth/logout", body: { token: "x" } });
    expect(codeOf(odd)).toBe("INVALID_REQUEST");
  });
});

describe("refresh", () => {
  it("[AUTH-8] gives new tokens for the same device, again and again", async () => {
    const bob = await register(newUsername("bob"));
    let { refreshToken } = bob;
    for (let i = 0; i < 3; i++) {
      const tokens = await refresh(refreshToken);
      expect(tokens.refreshToken).not.toBe(refreshToken);
      expect((await listDevices(tokens.accessToken)).body).toMatchObject({ items: [{ id: bob.device.id }] });
      ({ refreshToken } = tokens);
    }
  });

  it("[AUTH-9] signs the device out when a refresh token comes a second time", async () => {
    const bob = await register(newUsername("bob"));
    const tokens = await refresh(bob.refreshToken);
    await aMinuteAfterRotation(bob.user.id);
    expect(codeOf(await refreshing(bob.refreshToken))).toBe("REFRESH_TOKEN_REUSED");
    expect(codeOf(await refreshing(tokens.refreshToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await listDevices(tokens.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await listDevices(bob.accessToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[AUTH-21] many parallel uses of a refresh token get one successor, and nobody is signed out", async () => {
    const bob = await register(newUsername("bob"));
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(bob.refreshToken)));
    expect(new Set(answers.map(({ refreshToken }) => decodeJwt(refreshToken)["gen"]))).toEqual(new Set([2]));
    expect((await listDevices(bob.accessToken)).status).toBe(200);
    for (const { accessToken } of answers) expect((await listDevices(accessToken)).status).toBe(200);
  });

  it("[AUTH-22] once the successor is used, by a request or a socket, the older token gets nothing", async () => {
    for (const use of [
      (token: string) => listDevices(token),
      async (token: string) => (await openLive(token)).close(),
    ]) {
      const bob = await register(newUsername("bob"));
      const tokens = await refresh(bob.refreshToken);
      await use(tokens.accessToken);
      const answer = await refreshing(bob.refreshToken);
      expect(answer).toMatchObject({ status: 409, body: { code: "REFRESH_SUPERSEDED" } });
      expect((answer.body as { retryAfterMs: number }).retryAfterMs).toBeGreaterThan(50_000);
      expect((await listDevices(tokens.accessToken)).status).toBe(200);
      expect((await refreshing(tokens.refreshToken)).status).toBe(200);
    }
  });

  it("[AUTH-24] no token outlives the session: the last ones are short, then the device is signed out", async () => {
    const bob = await register(newUsername("bob"));
    const secondsLeft = 100;
    await signedInEarlier(bob.user.id, (readLimits(env).SESSION_SECONDS - secondsLeft) * 1_000);
    const tokens = await refresh(bob.refreshToken);
    expect(tokens.expiresIn).toBeLessThanOrEqual(secondsLeft);
    for (const token of [tokens.accessToken, tokens.refreshToken]) {
      const { iat = 0, exp = 0 } = decodeJwt(token);
      expect(exp - iat).toBe(tokens.expiresIn);
    }
    await signedInEarlier(bob.user.id, secondsLeft * 1_000);
    expect(codeOf(await listDevices(tokens.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await refreshing(tokens.refreshToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[AUTH-9] does nothing for a refresh token that we did not sign", async () => {
    const bob = await register(newUsername("bob"));
    for (const token of ["", "x", bob.refreshToken.replace(/\.[^.]*$/, `.${"A".repeat(86)}`)]) {
      expect(codeOf(await refreshing(token))).toBe("NOT_AUTHENTICATED");
    }
    expect((await refreshing(bob.refreshToken)).status).toBe(200);
  });
});

// Tokens as a client or a forger meets them.
import { env } from "cloudflare:workers";
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
  createLocalJWKSet,
  jwtVerify,
  type JWK,
} from "jose";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { tokensShape, type SessionResult, type Tokens } from "../../schema/protocol/http-auth.ts";
import type { KeySet } from "../../schema/protocol/http-service.ts";
import { handleRequest } from "../../workers/http/router.ts";
import { newUsername, register } from "../support/people.ts";
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
    iat: nowSeconds(),
    exp: nowSeconds() + 900,
    ...claims,
  };
  const protectedHeader = { alg: "EdDSA", typ: "at+jwt", kid: ownKey.kid, ...header };
  return new SignJWT(payload)
    .setProtectedHeader(protectedHeader)
    .sign(await importJWK(key, protectedHeader.alg), { crit: { "urn:other": true } });
}

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
    expect(codeOf(await refreshing(bob.refreshToken))).toBe("REFRESH_TOKEN_REUSED");
    expect(codeOf(await refreshing(tokens.refreshToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await listDevices(tokens.accessToken))).toBe("DEVICE_SIGNED_OUT");
    expect(codeOf(await listDevices(bob.accessToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[AUTH-9] lets one of many parallel uses of a refresh token win, and then ends the family", async () => {
    const bob = await register(newUsername("bob"));
    const answers = await Promise.all(Array.from({ length: 6 }, () => refreshing(bob.refreshToken)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(codeOf(await listDevices(bob.accessToken))).toBe("DEVICE_SIGNED_OUT");
  });

  it("[AUTH-9] does nothing for a refresh token that we did not sign", async () => {
    const bob = await register(newUsername("bob"));
    for (const token of ["", "x", bob.refreshToken.replace(/\.[^.]*$/, `.${"A".repeat(86)}`)]) {
      expect(codeOf(await refreshing(token))).toBe("NOT_AUTHENTICATED");
    }
    expect((await refreshing(bob.refreshToken)).status).toBe(200);
  });
});

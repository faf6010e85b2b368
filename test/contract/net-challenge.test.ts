// A challenge in the place of a refusal, above what a network usually does.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { challenge } from "../../workers/strangers/challenge.ts";
import { newUsername, password } from "../support/people.ts";
import { callUnder, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const configured = {
  TURNSTILE_SITE_KEY: "site-key",
  TURNSTILE_SECRET: "secret",
  TURNSTILE_URL: "https://turnstile.test",
};
/** Tokens by the host where their challenge was met. */
const tokens = new Map<string, string>();
const asked: unknown[] = [];
let isAway = false;

beforeEach(() => {
  tokens.clear();
  asked.length = 0;
  isAway = false;
  vi.stubGlobal("fetch", async (url: string, { body }: { body: string }): Promise<Response> => {
    if (url !== "https://turnstile.test/siteverify") throw new Error(`another was asked: ${url}`);
    const { response, ...rest } = JSON.parse(body) as { response: string };
    asked.push(rest);
    if (isAway) return Response.json({ success: false, "error-codes": ["internal-error"] }, { status: 500 });
    const hostname = tokens.get(response);
    tokens.delete(response);
    return Response.json(
      hostname === undefined
        ? { success: false, "error-codes": ["timeout-or-duplicate"] }
        : { success: true, hostname, "error-codes": [] },
    );
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function newToken(hostname = "klatch.test"): string {
  const token = crypto.randomUUID();
  tokens.set(token, hostname);
  return token;
}

let callers = 0;
/** Registrations from one address: two are usual, three with challenges that were met. */
function newCaller(changes: Partial<Env> = configured): (token?: string) => Promise<HttpAnswer> {
  callers += 1;
  const address = `3fff:fe:${callers.toString(16)}::1`;
  const limits = { LIMIT_REGISTRATIONS_PER_DAY: "2", LIMIT_FACTOR_CHALLENGED: "1.5" };
  return (token) =>
    callUnder(
      { ...limits, ...changes },
      {
        method: "POST",
        path: "/api/auth/register",
        body: { username: newUsername("ada"), password },
        headers: { "cf-connecting-ip": address, ...(token === undefined ? {} : { "challenge-token": token }) },
      },
    );
}

async function twice(call: (token?: string) => Promise<HttpAnswer>): Promise<void> {
  for (let i = 0; i < 2; i++) expect((await call()).status).toBe(201);
}

it("[NET-8] asks for a challenge above the usual rate, and says what it needs", async () => {
  const call = newCaller();
  await twice(call);
  const { status, headers, body } = await call();
  expect(status).toBe(429);
  expect(v.parse(problemShape, body)).toMatchObject({
    code: "CHALLENGE_REQUIRED",
    limit: "network",
    challenge: { kind: "turnstile", siteKey: "site-key" },
  });
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  expect(headers.get("ratelimit-policy")).toBe('"network";q=2;w=86400');
  expect(asked).toEqual([]);
});

it("[NET-8] lets who met it go on, up to the raised limit", async () => {
  const call = newCaller();
  await twice(call);
  expect((await call(newToken())).status).toBe(201);
  const answer = await call(newToken());
  expect(codeOf(answer)).toBe("RATE_LIMITED");
  expect(answer.headers.get("ratelimit-policy")).toBe('"network";q=3;w=86400');
});

it("[NET-8] nobody's token is asked about below the usual rate", async () => {
  expect((await newCaller()("nonsense")).status).toBe(201);
  expect(asked).toEqual([]);
});

it("[NET-8] is a refusal with Retry-After where no challenge is configured", async () => {
  for (const some of [{}, { TURNSTILE_SITE_KEY: "only" }, { TURNSTILE_SECRET: "only" }]) {
    const call = newCaller(some);
    await twice(call);
    const answer = await call("token");
    expect(codeOf(answer)).toBe("RATE_LIMITED");
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(asked).toEqual([]);
});

it("[NET-9] refuses a token that was used or is none", async () => {
  const call = newCaller();
  await twice(call);
  const token = newToken();
  expect((await call(token)).status).toBe(201);
  for (const bad of [token, "invented", ""]) expect(codeOf(await call(bad))).toBe("CHALLENGE_REQUIRED");
});

it("[NET-9] tells the provider the client's address, and takes tokens of its own and of allowed origins' hosts", async () => {
  const hosts = { ...configured, CORS_ORIGINS: "https://app.test" };
  for (const [host, code] of [
    ["app.test", null],
    ["evil.test", "CHALLENGE_REQUIRED"],
  ] as const) {
    const call = newCaller(hosts);
    await twice(call);
    expect(codeOf(await call(newToken(host)))).toBe(code);
    expect(asked.at(-1)).toMatchObject({ secret: "secret", remoteip: `3fff:fe:${callers.toString(16)}::1` });
  }
});

it("[NET-9] a provider that cannot say is as none", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const call = newCaller();
  await twice(call);
  isAway = true;
  const answer = await call(newToken());
  expect(codeOf(answer)).toBe("RATE_LIMITED");
  expect(answer.headers.has("retry-after")).toBe(true);
  expect(asked).toHaveLength(2);
});

it("[NET-9] one request's token is spent once, however many limits ask for it", async () => {
  const request = new Request("https://klatch.test/", { headers: { "challenge-token": newToken() } });
  const context = { env: { ...env, ...configured } };
  const otherwise = refused("RATE_LIMITED", 1_000);
  expect(await challenge(request, context, otherwise)).toBeNull();
  expect(await challenge(request, context, otherwise)).toBeNull();
  expect(asked).toHaveLength(1);
  const repeat = new Request(request);
  expect(await challenge(repeat, context, otherwise)).toMatchObject({ refusal: { code: "CHALLENGE_REQUIRED" } });
});

it("[NET-8] also where an account had too many wrong passwords from everywhere", async () => {
  const username = newUsername("eve");
  let networks = 0;
  const guess = (changes: Partial<Env>, token?: string): Promise<HttpAnswer> => {
    networks += 1;
    return callUnder(changes, {
      method: "POST",
      path: "/api/auth/login",
      body: { username, password },
      headers: {
        "cf-connecting-ip": `3fff:fd:${networks.toString(16)}::1`,
        ...(token === undefined ? {} : { "challenge-token": token }),
      },
    });
  };
  for (let i = 0; i < 50; i++) expect(codeOf(await guess({}))).toBe("INVALID_CREDENTIALS");
  const { body } = await guess(configured);
  expect(body).toMatchObject({ code: "CHALLENGE_REQUIRED", challenge: { siteKey: "site-key" } });
  expect(codeOf(await guess(configured, newToken()))).toBe("INVALID_CREDENTIALS");
});

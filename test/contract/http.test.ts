// What every request and every answer has in common.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { errorRules } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { handleRequest, routePaths } from "../../workers/http/router.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callWorker, codeOf, fetchWorker, origin, type HttpAnswer } from "../support/worker-http.ts";

afterEach(() => vi.restoreAllMocks());

let ada: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
});

const get = (path: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
  callWorker({ method: "GET", path, headers });
const post = (path: string, raw: BodyInit, contentType?: string): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path, raw, headers: contentType === undefined ? {} : { "content-type": contentType } });

/** The same Worker under other variables or env. */
const under = (changes: Partial<Env>, path: string, init: RequestInit = {}): Promise<Response> =>
  handleRequest(new Request(origin + path, init), { ...env, ...changes });

const asAda = (init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { authorization: `Bearer ${ada.accessToken}`, "content-type": "application/json" },
});

/** A database whose every statement fails with what was bound to it in the message. */
function brokenDatabase(): D1Database {
  const statement = {
    bind: (...values: unknown[]) => ({
      ...statement,
      run: () => Promise.reject(new Error(`D1_ERROR: no such thing`, { cause: values })),
      raw: () => Promise.reject(new Error("D1_ERROR: no such thing")),
      all: () => Promise.reject(new Error("D1_ERROR: no such thing")),
    }),
  };
  return { prepare: () => statement } as unknown as D1Database;
}

/** Sessions whose every call fails as the platform's calls do. */
function failingSessions(flags: object): { namespace: Env["USER_SESSION"]; calls: () => number } {
  let calls = 0;
  const call = async (): Promise<never> => {
    calls += 1;
    throw Object.assign(new Error("from the platform"), flags);
  };
  const stub = new Proxy({}, { get: () => call });
  return {
    calls: () => calls,
    namespace: { idFromName: () => ({}), get: () => stub } as unknown as Env["USER_SESSION"],
  };
}

describe("refusals", () => {
  it("[HTTP-1] are problem documents that name the code and the request", async () => {
    const answer = await get("/api/devices");
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const problem = v.parse(problemShape, answer.body);
    expect(problem).toEqual({
      type: "urn:klatch:error:NOT_AUTHENTICATED",
      title: errorRules.NOT_AUTHENTICATED.title,
      status: 401,
      code: "NOT_AUTHENTICATED",
      instance: `urn:klatch:request:${answer.headers.get("x-request-id")}`,
    });
  });

  it("[HTTP-2] carry a request id that is the server's own, like every answer", async () => {
    const first = await get("/health", { "x-request-id": "mine" });
    const second = await get("/health", { "x-request-id": "mine" });
    expect(first.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  });

  it("[HTTP-7] with status 401 carry a challenge, which names an error only where there was a token", async () => {
    const without = await get("/api/devices");
    expect(without.headers.get("www-authenticate")).toBe('Bearer realm="klatch"');
    const withBad = await get("/api/devices", { authorization: "Bearer x" });
    expect(withBad.headers.get("www-authenticate")).toBe('Bearer realm="klatch", error="invalid_token"');
    const login = await callWorker({
      method: "POST",
      path: "/api/auth/login",
      body: { username: newUsername("nobody"), password },
    });
    expect(login.headers.get("www-authenticate")).toBe('Bearer realm="klatch"');
  });

  it.each(["", "Bearer", "Bearer ", "Basic YTpi", "bearer a b", "Token x"])(
    "[HTTP-7] answer NOT_AUTHENTICATED to the credentials %j",
    async (authorization) => {
      expect(codeOf(await get("/api/devices", { authorization }))).toBe("NOT_AUTHENTICATED");
    },
  );

  it("[HTTP-7] do not depend on the scheme's case", async () => {
    expect((await get("/api/devices", { authorization: `bearer ${ada.accessToken}` })).status).toBe(200);
  });
});

describe("paths and methods", () => {
  it.each(["/api", "/nothing", "/api/users", "/api/conversations/a/b/c", "/ws/other", "/health/x", "/API/devices"])(
    "[HTTP-3] there is nothing at %s",
    async (path) => {
      for (const method of ["GET", "POST", "DELETE"]) {
        const answer = await callWorker({ method, path });
        expect(answer.status).toBe(404);
        expect(codeOf(answer)).toBe("NOT_FOUND");
      }
    },
  );

  it("[HTTP-3] a known path names the methods it knows when it gets another", async () => {
    for (const path of new Set(routePaths.map(([, one]) => one.replaceAll(/:\w+/g, "x") || "/"))) {
      const answer = await callWorker({ method: "PROPFIND", path });
      expect(answer.status).toBe(405);
      expect(codeOf(answer)).toBe("METHOD_NOT_ALLOWED");
      const known = routePaths.filter(([, one]) => (one.replaceAll(/:\w+/g, "x") || "/") === path);
      const allow = answer.headers.get("allow")?.split(", ") ?? [];
      for (const [method] of known) expect(allow).toContain(method);
      expect(allow.includes("HEAD")).toBe(allow.includes("GET"));
    }
  });

  it("[HTTP-4] HEAD is GET without the body", async () => {
    for (const path of ["/", "/health", "/openapi.json", "/api/devices"]) {
      const [head, whole] = await Promise.all([
        fetchWorker({ method: "HEAD", path }),
        fetchWorker({ method: "GET", path }),
      ]);
      expect(await head.text()).toBe("");
      expect(head.status).toBe(whole.status);
      expect(head.headers.get("content-type")).toBe(whole.headers.get("content-type"));
    }
    const refused = await fetchWorker({ method: "HEAD", path: "/api/auth/login" });
    expect(refused.status).toBe(405);
  });
});

describe("bodies", () => {
  const path = "/api/auth/login";
  const good = JSON.stringify({ username: "nobody_here", password });

  it.each([undefined, "text/plain", "application/x-www-form-urlencoded", "application/jsonx", "multipart/form-data"])(
    "[HTTP-5] of type %s are refused",
    async (contentType) => {
      const answer = await post(path, new TextEncoder().encode(good), contentType);
      expect(answer.status).toBe(415);
      expect(codeOf(answer)).toBe("UNSUPPORTED_MEDIA_TYPE");
    },
  );

  it.each(["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;x=y"])(
    "[HTTP-5] of type %s are read",
    async (contentType) => {
      expect(codeOf(await post(path, good, contentType))).toBe("INVALID_CREDENTIALS");
    },
  );

  it.each<[string, BodyInit]>([
    ["no JSON", "{"],
    ["empty", ""],
    ["not UTF-8", new Uint8Array([0x22, 0xff, 0x22])],
    ["two values", "{}{}"],
  ])("[HTTP-5] that are %s are refused", async (_name, raw) => {
    expect(codeOf(await post(path, raw, "application/json"))).toBe("INVALID_JSON");
  });

  it.each([
    "null",
    "[]",
    '"text"',
    "{}",
    "[".repeat(30_000) + "]".repeat(30_000),
    `{"username":"nobody_here","password":"${password}","__proto__":{}}`,
    `{"username":"nobody_here","password":"${password}","constructor":{}}`,
    `{"username":["nobody_here"],"password":"${password}"}`,
  ])("[HTTP-5] of another shape are refused", async (raw) => {
    expect(codeOf(await post(path, raw, "application/json"))).toBe("INVALID_REQUEST");
  });

  it("[LIMIT-4] beyond 64 KiB are refused by what arrives, whatever the headers say", async () => {
    const fitting = `"${"x".repeat(65_536 - 2)}"`;
    expect(codeOf(await post(path, fitting, "application/json"))).toBe("INVALID_REQUEST");
    const tooLong = `"${"x".repeat(65_536 - 1)}"`;
    expect(codeOf(await post(path, tooLong, "application/json"))).toBe("TOO_LARGE");
    const endless = await under({}, path, {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": "10" },
      body: endlessStream(),
    });
    expect(await endless.json()).toMatchObject({ code: "TOO_LARGE" });
  });
});

function endlessStream(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1_024).fill(0x20));
    },
  });
}

describe("queries", () => {
  it.each([
    "?limit=0",
    "?limit=201",
    "?limit=abc",
    "?limit=1&limit=2",
    "?since=-1",
    "?other=1",
    "?__proto__=1",
    "?limit=",
  ])("[HTTP-12] of unknown, malformed or repeated parameters are refused: %s", async (query) => {
    const answer = await callWorker({ method: "GET", path: `/api/conversations${query}`, token: ada.accessToken });
    expect(answer.status).toBe(400);
    expect(codeOf(answer)).toBe("INVALID_REQUEST");
  });
});

describe("browsers", () => {
  const from = "https://app.example";

  it("[HTTP-8] may call from any origin when CORS_ORIGINS is *", async () => {
    const { headers } = await get("/health", { origin: from });
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-expose-headers")).toBe("x-request-id, retry-after");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    const refused = await get("/api/devices", { origin: from });
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });

  it("[HTTP-8] may call from the origins that CORS_ORIGINS names, and the server's own", async () => {
    const list = { CORS_ORIGINS: "https://other.example, https://app.example" };
    for (const allowed of [from, origin]) {
      const response = await under(list, "/health", { headers: { origin: allowed } });
      expect(response.headers.get("access-control-allow-origin")).toBe(allowed);
      expect(response.headers.get("vary")).toContain("origin");
    }
    for (const refused of ["https://evil.example", "https://app.example.evil.example", "null"]) {
      const response = await under(list, "/health", { headers: { origin: refused } });
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(response.headers.get("vary")).toContain("origin");
    }
  });

  it("[HTTP-4] get an answer to every preflight", async () => {
    for (const path of ["/api/devices", "/api/auth/login", "/nothing"]) {
      const { status, headers } = await callWorker({
        method: "OPTIONS",
        path,
        headers: { origin: from, "access-control-request-method": "POST" },
      });
      expect(status).toBe(204);
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-allow-methods")).toBe("GET, POST, PUT, PATCH, DELETE");
      expect(headers.get("access-control-allow-headers")).toBe("authorization, content-type");
    }
  });

  it("[HTTP-9] are told to do less, on every answer", async () => {
    for (const path of ["/", "/health", "/openapi.json", "/nothing", "/api/devices"]) {
      const { headers } = await fetchWorker({ method: "GET", path });
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("strict-transport-security")).toContain("max-age=");
    }
  });
});

describe("failures", () => {
  it("[HTTP-10] answer INTERNAL with the request's id, and keep the cause for the log", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    const username = newUsername("ada");
    const response = await under({ DIRECTORY: brokenDatabase() }, "/api/auth/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    });
    expect(response.status).toBe(500);
    const requestId = response.headers.get("x-request-id");
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "INTERNAL", instance: `urn:klatch:request:${requestId}` });
    expect(text).not.toContain("D1_ERROR");
    const logged = JSON.stringify(written.mock.calls);
    expect(logged).toContain("D1_ERROR");
    expect(logged).toContain(requestId);
    for (const secret of [username, password, "$scrypt"]) expect(logged).not.toContain(secret);
  });

  it("[HTTP-6] of an actor that cannot be reached answer UNAVAILABLE, after some tries, and say when to come back", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true });
    const response = await under({ USER_SESSION: sessions.namespace }, "/api/devices", asAda());
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 1_000 });
    expect(sessions.calls()).toBeGreaterThan(1);
  });

  it("[HTTP-13] of an overloaded actor are not tried again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true, overloaded: true });
    const response = await under({ USER_SESSION: sessions.namespace }, "/api/devices", asAda());
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(sessions.calls()).toBe(1);
  });

  it("[HTTP-13] of a refresh are not tried again: a second try would look like a stolen token", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true });
    const response = await under({ USER_SESSION: sessions.namespace }, "/api/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refreshToken: ada.refreshToken }),
    });
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(sessions.calls()).toBe(1);
  });
});

describe("log", () => {
  it("[HTTP-14] has a line for each request, by route, without what identifies or authenticates anyone", async () => {
    const written = vi.spyOn(console, "log").mockImplementation(() => {});
    const username = newUsername("ada");
    const path = `/api/users/by-username/${username}`;
    const response = await under({ LOG_LEVEL: "info" }, path, asAda());
    // Back to what the other tests run with.
    await under({}, "/health");
    const lines = written.mock.calls.map(([line]) => JSON.parse(line as string) as object);
    expect(lines).toEqual([
      {
        level: "info",
        message: "request",
        requestId: response.headers.get("x-request-id"),
        method: "GET",
        route: "/api/users/by-username/:username",
        status: 404,
        durationMs: expect.any(Number),
        code: "USER_NOT_FOUND",
      },
    ]);
    const text = JSON.stringify(lines);
    for (const secret of [username, ada.accessToken]) expect(text).not.toContain(secret);
  });
});

describe("about the service", () => {
  it("[HTTP-15] /developers is a page that says where everything is, and loads nothing", async () => {
    const response = await fetchWorker({ method: "GET", path: "/developers" });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    expect(page).not.toMatch(/<script|src=|url\(/i);
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => href ?? "");
    expect(links).toEqual(["/openapi.json", "/asyncapi.json", "/.well-known/jwks.json", "/health"]);
    for (const href of links) expect((await get(href)).status).toBe(200);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style));
    const hash = btoa(String.fromCodePoint(...new Uint8Array(digest)));
    expect(response.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
  });

  it("[HTTP-15] / is that page where there is no web client", async () => {
    const [home, page] = await Promise.all([under({ ASSETS: undefined }, "/"), under({}, "/developers")]);
    expect(await home.text()).toBe(await page.text());
  });

  it("[HTTP-15] serves health and both API documents to anyone", async () => {
    expect((await get("/health")).body).toEqual({ status: "ok" });
    expect((await get("/openapi.json")).body).toMatchObject({ openapi: "3.1.0" });
    expect((await get("/asyncapi.json")).body).toHaveProperty("asyncapi");
  });
});

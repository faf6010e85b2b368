// What every request and every answer has in common: refusals, paths and methods; and what the service says of itself.
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { errorRules } from "../../schema/protocol/errors.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { routePaths } from "../../workers/http/router.ts";
import { newUsername, password, register } from "../support/people.ts";
import { callWorker, codeOf, fetchWorker, getFrom, under } from "../support/worker-http.ts";

let ada: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
});

describe("refusals", () => {
  it("[HTTP-1] are problem documents that name the code and the request", async () => {
    const answer = await getFrom("/api/devices");
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
    const first = await getFrom("/health", { "x-request-id": "mine" });
    const second = await getFrom("/health", { "x-request-id": "mine" });
    expect(first.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
  });

  it("[HTTP-7] with status 401 carry a challenge, which names an error only where there was a token", async () => {
    const without = await getFrom("/api/devices");
    expect(without.headers.get("www-authenticate")).toBe('Bearer realm="klatch"');
    const withBad = await getFrom("/api/devices", { authorization: "Bearer x" });
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
      expect(codeOf(await getFrom("/api/devices", { authorization }))).toBe("NOT_AUTHENTICATED");
    },
  );

  it("[HTTP-7] do not depend on the scheme's case", async () => {
    expect((await getFrom("/api/devices", { authorization: `bearer ${ada.accessToken}` })).status).toBe(200);
  });
});

describe("paths and methods", () => {
  it.each(["/api", "/nothing", "/api/persons", "/api/conversations/a/b/c", "/ws/other", "/health/x", "/API/devices"])(
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

describe("about the service", () => {
  it("[HTTP-15] /developers is a page that says where everything is, and loads nothing", async () => {
    const response = await fetchWorker({ method: "GET", path: "/developers" });
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await response.text();
    expect(page).not.toMatch(/<script|src=|url\(/i);
    const links = [...page.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => href ?? "");
    expect(links).toEqual(["/openapi.json", "/asyncapi.json", "/.well-known/jwks.json", "/health", "/ready"]);
    for (const href of links) expect((await getFrom(href)).status).toBe(200);
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
    expect((await getFrom("/health")).body).toEqual({ status: "ok" });
    expect((await getFrom("/openapi.json")).body).toMatchObject({ openapi: "3.1.0" });
    expect((await getFrom("/asyncapi.json")).body).toHaveProperty("asyncapi");
  });
});

// What a failure behind a request becomes: an answer, a line in the log, another try or none.
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { brokenDirectory, failing } from "../support/broken-directory.ts";
import { fakeActors, stubOf } from "../support/fake-actors.ts";
import { newUsername, password, register } from "../support/people.ts";
import { under } from "../support/worker-http.ts";

afterEach(() => vi.restoreAllMocks());

let ada: SessionResult;
beforeAll(async () => {
  ada = await register(newUsername("ada"));
});

const asAda = (init: RequestInit = {}): RequestInit => ({
  ...init,
  headers: { authorization: `Bearer ${ada.accessToken}`, "content-type": "application/json" },
});

/** Sessions whose every call fails as the platform's calls do. */
function failingSessions(flags: object): { actors: Pick<Env, "USER_SESSION">; calls: () => number } {
  let calls = 0;
  const call = async (): Promise<never> => {
    calls += 1;
    throw Object.assign(new Error("from the platform"), flags);
  };
  return { calls: () => calls, actors: fakeActors("USER_SESSION", stubOf(call)) };
}

describe("failures", () => {
  it("[HTTP-10] answer INTERNAL with the request's id, and keep the cause for the log", async () => {
    const written = vi.spyOn(console, "error").mockImplementation(() => {});
    const username = newUsername("ada");
    const response = await under(
      { DIRECTORY: brokenDirectory(failing), CLIENT_ADDRESS_SOURCE: "none" },
      "/api/auth/register",
      {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username, password }),
      },
    );
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

  it("[VERSION-8] of a later version's session, whose code this one does not know, are answered under that code", async () => {
    const sessions = fakeActors(
      "USER_SESSION",
      stubOf(async () => ({ refusal: { code: "OF_A_LATER_VERSION", retryAfterMs: 5_000 } })),
    );
    const response = await under(sessions, "/api/devices", asAda());
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await response.json()).toMatchObject({ code: "OF_A_LATER_VERSION", status: 503 });
  });

  it("[HTTP-6] of an actor that cannot be reached answer UNAVAILABLE, after some tries, and say when to come back", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true });
    const response = await under(sessions.actors, "/api/devices", asAda());
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("1");
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE", retryAfterMs: 1_000 });
    expect(sessions.calls()).toBeGreaterThan(1);
  });

  it("[HTTP-13] of an overloaded actor are not tried again", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true, overloaded: true });
    const response = await under(sessions.actors, "/api/devices", asAda());
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(sessions.calls()).toBe(1);
  });

  it("[HTTP-13] of a sign-in are not tried again: a second try could make a second device", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true });
    const response = await under({ ...sessions.actors, CLIENT_ADDRESS_SOURCE: "none" }, "/api/auth/register", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username: newUsername("bob"), password }),
    });
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(sessions.calls()).toBe(1);
  });

  it("[AUTH-21] of a refresh are tried again: a second try gets the same successor", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const sessions = failingSessions({ retryable: true });
    const response = await under(sessions.actors, "/api/auth/refresh", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refreshToken: ada.refreshToken }),
    });
    expect(await response.json()).toMatchObject({ code: "UNAVAILABLE" });
    expect(sessions.calls()).toBeGreaterThan(1);
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

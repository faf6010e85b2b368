// Suspended users at the edges: what their refused calls tell, calls that are under way meanwhile, sessions of the version
// before.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withCall } from "../support/changed-objects.ts";
import { CaughtQueue } from "../support/jobs-queue.ts";
import { reason, recordsOf, restore, suspend } from "../support/operators.ts";
import { logIn, newUsername, password, register } from "../support/people.ts";
import { useUp } from "../support/spent-budgets.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => queue.restore());

describe("a suspended user's call", () => {
  it("[ADMIN-12] says nothing of what is left of the user's limits", async () => {
    const alice = await register(newUsername("alice"));
    const headers = async () =>
      (await callWorker({ method: "GET", path: "/api/conversations", token: alice.accessToken })).headers;
    expect((await headers()).get("ratelimit")).toContain("requests");
    await suspend(alice.user.id);
    // By the session, then by the Worker, which remembers.
    for (const told of [await headers(), await headers()])
      expect(told.get("ratelimit") ?? "").not.toContain("requests");
  });

  it("[ADMIN-12] says so at a refresh, whatever is left of the user's refreshes", async () => {
    const alice = await register(newUsername("alice"));
    const body = { refreshToken: alice.refreshToken };
    const refresh = () => callWorker({ method: "POST", path: "/api/auth/refresh", body });
    await useUp(alice.user.id, "refreshes");
    expect(codeOf(await refresh())).toBe("RATE_LIMITED");
    await suspend(alice.user.id);
    expect(codeOf(await refresh())).toBe("SUSPENDED");
  });

  it("[ADMIN-12] [AUTH-36] changes no password by a call that was under way", async () => {
    const alice = await register(newUsername("alice"));
    const { username, id } = alice.user;
    // The hash of the new password is made; before anything is stored, the user is suspended.
    const PASSWORD_SHARD = withCall(env.PASSWORD_SHARD, "hash", (itself) => async (...args) => {
      const hashed = await itself(...args);
      await suspend(id);
      return hashed;
    });
    const body = { current: password, next: "staple the correct horse" };
    const tried = { method: "POST", path: "/api/me/password", token: alice.accessToken, body };
    expect(codeOf(await callUnder({ PASSWORD_SHARD }, tried))).toBe("SUSPENDED");
    await restore(id);
    expect((await logIn(username)).user.id).toBe(id);
  });
});

it("[ADMIN-28] just after a deploy, a session that knows no suspension yet is asked again later", async () => {
  const alice = await register(newUsername("alice"));
  const real = env.USER_SESSION;
  const noCall = () => Promise.reject(new TypeError('The RPC receiver does not implement the method "suspend".'));
  const USER_SESSION = new Proxy(real, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "get" && name !== "getByName") return typeof value === "function" ? value.bind(target) : value;
      return () => ({ suspend: noCall, restore: noCall, endSignIns: noCall, standing: noCall });
    },
  });
  const path = `/api/admin/users/${alice.user.id}`;
  const ask = (method: string, rest: string, body?: object) =>
    callUnder({ USER_SESSION }, { method, path: path + rest, token: env.ADMIN_TOKEN, body });
  const answers = [
    await ask("GET", ""),
    await ask("PUT", "/suspension", { reason }),
    await ask("DELETE", "/suspension", { reason }),
    await ask("DELETE", "/devices", { reason }),
  ];
  expect(answers.map(codeOf)).toEqual(answers.map(() => "UNAVAILABLE"));
  expect(await recordsOf(alice.user.id)).toEqual([]);
});

it("[ADMIN-6] [ADMIN-28] just after a deploy, a budget that a session of the version before sets has its record", async () => {
  const alice = await register(newUsername("alice"));
  // It knows of no acts, and answers nothing.
  const USER_SESSION = withCall(env.USER_SESSION, "setBudgetFactor", (itself) => async () => {
    await itself({ factor: 2 });
  });
  const path = `/api/admin/users/${alice.user.id}/budget`;
  const tried = { method: "PUT", path, token: env.ADMIN_TOKEN, body: { factor: 2, reason } };
  expect((await callUnder({ USER_SESSION }, tried)).status).toBe(204);
  expect(await recordsOf(alice.user.id)).toMatchObject([{ act: "budget-set", detail: { factor: 2 }, reason }]);
  // Without a record the operator learns that it may not have been done, and does it again.
  const DIRECTORY = new Proxy(env.DIRECTORY, {
    get(target, name) {
      if (name === "batch") return () => Promise.reject(new Error("the directory is away"));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  expect((await callUnder({ USER_SESSION, DIRECTORY }, tried)).status).toBeGreaterThanOrEqual(500);
});

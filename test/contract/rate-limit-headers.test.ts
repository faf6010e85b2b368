// What is left of a caller's limits, in the headers of answers that are not refused over one.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { fakeActors, stubOf } from "../support/fake-actors.ts";
import { countingSessions } from "../support/counting-shards.ts";
import { message } from "../support/matrix-world.ts";
import { newUsername, openDirect, password, register } from "../support/people.ts";
import { limitsNamed, readLeft } from "../support/rate-limit-headers.ts";
import { callUnder, callWorker, type HttpAnswer } from "../support/worker-http.ts";

const { ADMIN_TOKEN } = env;
const { LIMIT_REQUESTS_PER_DAY_FIRST_WEEK: requests, LIMIT_MESSAGES_PER_DAY_FIRST_WEEK: messages } = budgetLimits;

const devices = (token: string, changes: Partial<Env> = {}): Promise<HttpAnswer> =>
  callUnder(changes, { method: "GET", path: "/api/devices", token });

describe("[BUDGET-43] an answer that is not refused over a limit", () => {
  it("says what is left of the route's budgets, one less with each call", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const first = await devices(accessToken);
    expect(first.status).toBe(200);
    expect(readLeft(first.headers)).toMatchObject({ requests: { r: requests - 1 } });
    expect(first.headers.get("ratelimit-policy")).toBe(
      `"frames";q=${defaultLimits.LIMIT_FRAMES_BURST};w=2, "requests";q=${requests};w=86400`,
    );
    const { requests: left } = readLeft((await devices(accessToken)).headers);
    expect(left?.r).toBe(requests - 2);
    expect(left?.t).toBeLessThanOrEqual(86_400);
  });

  it("counts what the call itself has spent", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const path = "/api/conversations";
    const body = { kind: "direct", userId: bob.user.id };
    const opened = await callWorker({ method: "POST", path, token: ada.accessToken, body });
    expect(opened.status).toBe(201);
    // Budgets without a bucket: nothing comes back meanwhile.
    expect(readLeft(opened.headers)).toMatchObject({
      strangers: { r: budgetLimits.LIMIT_STRANGERS_PER_DAY_FIRST_WEEK - 1 },
      requests: { r: requests - 1 },
    });
  });

  it("says how much there is of a bucket and of its day", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const talk = await openDirect(ada.accessToken, bob.user.id);
    const path = `/api/conversations/${talk}/messages`;
    const { status, headers } = await callWorker({ method: "POST", path, token: ada.accessToken, body: message() });
    expect(status).toBe(201);
    expect(headers.get("ratelimit-policy")).toContain(`"messages";q=2000;w=40, "messages";q=${messages};w=86400`);
    expect(limitsNamed(headers)).toEqual(["frames", "requests", "messages", "bytes", "calls", "deliveries"]);
  });

  it("says what an operator has raised for this user", async () => {
    const { accessToken, user } = await register(newUsername("ada"));
    const path = `/api/admin/users/${user.id}/budget`;
    expect((await callWorker({ method: "PUT", path, token: ADMIN_TOKEN, body: { factor: 3 } })).status).toBe(204);
    const { headers } = await devices(accessToken);
    expect(headers.get("ratelimit-policy")).toContain(`"requests";q=${3 * requests};w=86400`);
  });

  it("may be a refusal for another reason", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const { status, headers } = await callWorker({
      method: "GET",
      path: `/api/users/by-username/${newUsername("nobody")}`,
      token: accessToken,
    });
    expect(status).toBe(404);
    expect(readLeft(headers)).toMatchObject({ lookups: { r: budgetLimits.LIMIT_LOOKUPS_BURST - 1 } });
  });

  it("tells a sign-in that has ended nothing", async () => {
    const { accessToken } = await register(newUsername("ada"));
    expect((await callWorker({ method: "POST", path: "/api/auth/logout", token: accessToken })).status).toBe(204);
    const { status, headers } = await devices(accessToken);
    expect([status, headers.get("ratelimit"), headers.get("ratelimit-policy")]).toEqual([401, null, null]);
  });

  it("costs no call to an object besides", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const { asked, USER_SESSION } = countingSessions();
    expect(limitsNamed((await devices(accessToken, { USER_SESSION })).headers)).toEqual(["frames", "requests"]);
    expect(asked()).toBe(1);
  });

  it("of a refresh says what is left of those", async () => {
    const { refreshToken } = await register(newUsername("ada"));
    const { status, headers } = await callWorker({
      method: "POST",
      path: "/api/auth/refresh",
      body: { refreshToken },
    });
    expect([status, limitsNamed(headers)]).toEqual([200, ["refreshes"]]);
    expect(readLeft(headers)["refreshes"]?.r).toBe(budgetLimits.LIMIT_REFRESHES_BURST - 1);
  });

  it("says what is left to the caller's network, where there is no account yet", async () => {
    const username = newUsername("ada");
    const made = await callWorker({ method: "POST", path: "/api/auth/register", body: { username, password } });
    const { LIMIT_REGISTRATIONS_PER_MINUTE: minute, LIMIT_REGISTRATIONS_PER_HOUR: hour } = defaultLimits;
    expect([made.status, limitsNamed(made.headers)]).toEqual([201, ["network"]]);
    expect(readLeft(made.headers)["network"]?.r).toBe(
      Math.min(minute, hour, defaultLimits.LIMIT_REGISTRATIONS_PER_DAY) - 1,
    );
    expect(made.headers.get("ratelimit-policy")).toContain(`"network";q=${minute};w=60, "network";q=${hour};w=3600`);
  });
});

describe("[BUDGET-43] beside objects that run the version before", () => {
  it("answers of sessions have no such headers", async () => {
    const { accessToken } = await register(newUsername("ada"));
    const actors = fakeActors(
      "USER_SESSION",
      stubOf(() => Promise.resolve([])),
    );
    const { status, headers, body } = await devices(accessToken, actors);
    expect([status, body, headers.get("ratelimit")]).toEqual([200, { items: [], next: null }, null]);
  });

  it("who registers has none either", async () => {
    const NETWORK_SHARD = fakeActors(
      "NETWORK_SHARD",
      stubOf(() => Promise.resolve(null)),
    ).NETWORK_SHARD;
    const body = { username: newUsername("ada"), password };
    const made = await callUnder({ NETWORK_SHARD }, { method: "POST", path: "/api/auth/register", body });
    expect([made.status, made.headers.get("ratelimit")]).toEqual([201, null]);
  });
});

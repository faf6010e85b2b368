// What an account may cost, at the front door: refusals that name the budget, and operators who raise it.
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newUsername, register } from "../support/people.ts";
import { fetchWorker } from "../support/worker-http.ts";

const { ADMIN_TOKEN } = env;
const strangers = budgetLimits.LIMIT_STRANGERS_PER_DAY;

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly code?: string; readonly limit?: string; readonly retryAfterMs?: number };
}

async function ask(token: string | undefined, method: string, path: string, body?: object): Promise<Told> {
  const response = await fetchWorker({ method, path, token, ...(body !== undefined && { body }) });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? {} : (JSON.parse(text) as Told["body"]),
  };
}

const meet = async (one: SessionResult, other: SessionResult): Promise<Told> =>
  ask(one.accessToken, "POST", "/api/conversations", { kind: "direct", userId: other.user.id });

describe("[BUDGET-1] [BUDGET-9] over HTTP", () => {
  it("a budget that is spent is refused with its name, and an operator raises it [BUDGET-7]", async () => {
    const ada = await register(newUsername("ada"));
    const others: SessionResult[] = [];
    for (let n = 0; n <= strangers; n++) others.push(await register(newUsername("other")));
    const [first, ...rest] = others as [SessionResult, ...SessionResult[]];
    for (const other of rest) expect((await meet(ada, other)).status).toBe(201);
    // Who was met before costs nothing of it.
    expect((await meet(ada, rest[0] as SessionResult)).status).toBe(200);

    const refused = await meet(ada, first);
    expect(refused.body).toMatchObject({ code: "RATE_LIMITED", limit: "strangers" });
    const seconds = Math.ceil((refused.body.retryAfterMs ?? 0) / 1_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect(refused.headers.get("retry-after")).toBe(String(seconds));
    expect(refused.headers.get("ratelimit")).toBe(`"strangers";r=0;t=${seconds}`);
    expect(refused.headers.get("ratelimit-policy")).toBe(`"strangers";q=${strangers};w=86400`);

    const path = `/api/admin/users/${ada.user.id}/budget`;
    const before = await ask(ADMIN_TOKEN, "GET", path);
    expect(before.body).toMatchObject({ factor: 1, budgets: { strangers: { used: strangers, cap: strangers } } });
    expect((await ask(ADMIN_TOKEN, "PUT", path, { factor: 2 })).status).toBe(204);
    expect((await meet(ada, first)).status).toBe(201);
    const after = await ask(ADMIN_TOKEN, "GET", path);
    expect(after.body).toMatchObject({ factor: 2, budgets: { strangers: { used: strangers + 1 } } });
  });

  it("who was met by somebody opens the same conversation for nothing [BUDGET-8]", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    // A client that asks twice at once has one stranger more, not two.
    const both = await Promise.all([meet(ada, bob), meet(ada, bob)]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 201]);
    expect((await meet(bob, ada)).status).toBe(200);
    for (const [{ user }, used] of [[ada, 1] as const, [bob, 0] as const]) {
      const spent = await ask(ADMIN_TOKEN, "GET", `/api/admin/users/${user.id}/budget`);
      expect(spent.body).toMatchObject({ budgets: { strangers: { used } } });
    }
  });

  it("[BUDGET-41] who looks for people who do not exist learns nothing more once the budget for it is spent", async () => {
    const ada = await register(newUsername("ada"));
    const bob = await register(newUsername("bob"));
    const look = (name: string): Promise<Told> => ask(ada.accessToken, "GET", `/api/users/by-username/${name}`);
    for (let n = 0; n < budgetLimits.LIMIT_LOOKUPS_BURST; n++)
      expect((await look(`nobody_${n}`)).body.code).toBe("USER_NOT_FOUND");
    expect((await look("nobody_more")).body).toMatchObject({ code: "RATE_LIMITED", limit: "lookups" });
    // The answer to a name that exists is no other, or each refusal would say that there is nobody of the name.
    expect((await look(bob.user.username)).body).toMatchObject({ code: "RATE_LIMITED", limit: "lookups" });
    // Ids cannot be guessed: who knows one learns nothing by it.
    expect((await ask(ada.accessToken, "GET", `/api/users/${bob.user.id}`)).status).toBe(200);
  });

  it("[BUDGET-41] names that are looked up all at once are each paid for before it is known whether they exist", async () => {
    const ada = await register(newUsername("ada"));
    const bob = await register(newUsername("bob"));
    const look = (name: string): Promise<Told> => ask(ada.accessToken, "GET", `/api/users/by-username/${name}`);
    const names = Array.from({ length: budgetLimits.LIMIT_LOOKUPS_BURST + 30 }, (_, n) => `nobody_${n}`);
    const told = await Promise.all([...names, bob.user.username].map(look));
    const misses = told.filter(({ body }) => body.code === "USER_NOT_FOUND");
    expect(misses).toHaveLength(budgetLimits.LIMIT_LOOKUPS_BURST);
    expect(told.at(-1)?.body).toMatchObject({ code: "RATE_LIMITED", limit: "lookups" });
  });

  it("[BUDGET-8] names that exist cost no miss, however many", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const path = `/api/users/by-username/${bob.user.username}`;
    for (let n = 0; n <= budgetLimits.LIMIT_LOOKUPS_BURST; n++)
      expect((await ask(ada.accessToken, "GET", path)).status).toBe(200);
    const { body } = await ask(ADMIN_TOKEN, "GET", `/api/admin/users/${ada.user.id}/budget`);
    expect(body).toMatchObject({ budgets: { lookups: { used: 0 } } });
  });

  it("people whom nobody may add any more are not added, and the group is not asked", async () => {
    const ada = await register(newUsername("ada"));
    const people = budgetLimits.LIMIT_PEOPLE_PER_DAY;
    const crowd: string[] = [];
    for (let n = 0; n <= people; n++) crowd.push((await register(newUsername("guest"))).user.id);
    const made = await ask(ada.accessToken, "POST", "/api/groups", { name: "Tea", memberIds: crowd });
    expect(made.body).toMatchObject({ code: "TOO_MANY", limit: "people" });
    const fewer = await ask(ada.accessToken, "POST", "/api/groups", { name: "Tea", memberIds: crowd.slice(1) });
    expect(fewer.status).toBe(201);
    const [guest] = crowd;
    for (const name of ["once", "twice", "three times"]) {
      const more = await ask(ada.accessToken, "POST", "/api/groups", { name, memberIds: [guest] });
      expect(more.body, name).toMatchObject({ code: "RATE_LIMITED", limit: "people" });
    }
  });
});

describe("[BUDGET-7] an operator's factor", () => {
  it.each([{ factor: 0 }, { factor: 1_001 }, { factor: 1.5 }, { factor: "2" }, {}, { factor: 2, more: 1 }])(
    "is a whole number from 1 to 1,000: %j",
    async (body) => {
      const ada = await register(newUsername("ada"));
      const refused = await ask(ADMIN_TOKEN, "PUT", `/api/admin/users/${ada.user.id}/budget`, body);
      expect(refused.body.code).toBe("INVALID_REQUEST");
    },
  );

  it.each(["GET", "PUT"])("is of somebody who exists: %s", async (method) => {
    const path = "/api/admin/users/user_00000000000000000000000000/budget";
    const refused = await ask(ADMIN_TOKEN, method, path, method === "PUT" ? { factor: 2 } : undefined);
    expect(refused.body.code).toBe("USER_NOT_FOUND");
  });
});

// One position more of the authorisation matrix: callers who have used up a budget that the route declares.
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { neverRefused, spentByFrame } from "../../lab/bench/cost/worst-bill.ts";
import { budgetNames, type BudgetName } from "../../schema/protocol/budgets.ts";
import type { FileId } from "../../schema/protocol/files.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { problemShape, type Problem } from "../../schema/protocol/problem.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeById, type OperationId, type Routes } from "../../schema/protocol/routes/routes.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { makeWorld, type World } from "../support/matrix-world.ts";
import { groupRows, type GroupRow } from "../support/group-rows.ts";
import { groupCallers } from "../support/group-world.ts";
import { frameRows } from "../support/frame-rows.ts";
import { headSeqOf, newClientMsgId, newUsername, openLive, password } from "../support/people.ts";
import { callOf, type Said } from "../support/route-calls.ts";
import { cells, scheduledByAlice, type Cell } from "../support/route-rows.ts";
import { giveBackAll, useUp } from "../support/spent-budgets.ts";
import { callUnder, callWorker, fetchWorker, type HttpAnswer } from "../support/worker-http.ts";

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});

/** By what a call needs it. */
type NeedingOf<R> = Partial<Readonly<Record<BudgetName, (world: World) => Said<R> | Promise<Said<R>>>>>;
const inGroup = ({ group: { groupId } }: World) => ({ groupId });
const nobody = newUserId();
const aFile = {
  type: "file",
  fileId: `file_${"0".repeat(26)}` as FileId,
  name: "menu",
  size: 9,
  mimeType: "text/plain",
} as const;

/** Calls that need a budget which the member's own call in the matrix happens to need nothing of. */
const needing: { readonly [Id in OperationId]?: NeedingOf<Routes[Id]> } = {
  refresh: { refreshes: ({ alice: { refreshToken } }) => ({ body: { refreshToken } }) },
  getUser: { lookups: () => ({ path: { userId: nobody } }) },
  listUsers: { lookups: () => ({ query: { ids: nobody } }), searches: () => ({ query: { q: "bob" } }) },
  openConversation: {
    strangers: ({ mallory }) => ({ body: { kind: "direct", userId: mallory.user.id } }),
    lookups: () => ({ body: { kind: "direct", userId: nobody } }),
  },
  blockUser: { lookups: () => ({ path: { userId: nobody } }) },
  report: { lookups: () => ({ body: { about: { kind: "user", userId: nobody }, reason: "spam" } }) },
  unblockUser: { lookups: () => ({ path: { userId: nobody } }) },
  answerFriendRequest: { lookups: () => ({ path: { userId: nobody }, body: { accept: true } }) },
  cancelFriendRequest: { lookups: () => ({ path: { userId: nobody } }) },
  editFriend: { lookups: () => ({ path: { userId: nobody }, body: { favourite: true } }) },
  removeFriend: { lookups: () => ({ path: { userId: nobody } }) },
  listPresence: { lookups: () => ({ query: { userIds: nobody } }) },
  requestFriend: { lookups: () => ({ body: { userId: nobody } }) },
  scheduleMessage: {
    calls: ({ talk }) => ({
      body: {
        conversationId: talk,
        clientMsgId: newClientMsgId(),
        content: aFile,
        sendAt: Date.now() + 3_600_000,
      },
    }),
  },
  changeScheduled: { calls: async (all) => ({ ...(await scheduledByAlice(all)), body: { content: aFile } }) },
  createGroup: { lookups: () => ({ body: { name: "Tea", memberIds: [nobody] } }) },
  addMembers: { lookups: (all) => ({ path: inGroup(all), body: { userIds: [nobody] } }) },
  ban: { lookups: (all) => ({ path: { ...inGroup(all), userId: nobody } }) },
};

const askOf = ({ route, request }: Cell, budget: BudgetName): Cell["request"] => {
  const own: NeedingOf<Route> = needing[route.operationId] ?? {};
  return own[budget] ?? request;
};

/** Where no previews may be made any more, a picture is sent without (FILE-13). */
const refuses = (budget: BudgetName): boolean => !neverRefused.has(budget);

const budgetsOf = ({ route }: Cell): readonly BudgetName[] =>
  budgetNames.filter((name) => route.spends?.some((one) => one === name));

const spending = cells.filter(([, cell]) => budgetsOf(cell).length > 0);

/** What others see of all that Alice could change. */
async function seenByBob({ bob, talk, group: { groupId } }: World): Promise<readonly HttpAnswer["body"][]> {
  const [ofGroup, ofTalk] = [`/api/groups/${groupId}`, `/api/conversations/${talk}`];
  const lists = ["", "/members", "/bans", "/requests", "/links", "/announcements"].map((list) => ofGroup + list);
  const paths = [...lists, `${ofTalk}/messages`, "/api/conversations"];
  const answers = await Promise.all(paths.map((path) => callWorker({ method: "GET", path, token: bob.accessToken })));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  return answers.map(({ body }) => body);
}

const ids = { id: v.string() };
const entry = { ...ids, headSeq: v.number(), cursorSeq: v.number(), unread: v.number() };

/** What Alice has herself, without the times and versions that change when it is looked at. */
async function seenByAlice({ alice }: World): Promise<readonly unknown[]> {
  await giveBackAll(alice.user.id);
  const list = async (path: string): Promise<unknown> =>
    (await callWorker({ method: "GET", path, token: alice.accessToken })).body;
  return [
    v.parse(v.object({ items: v.array(v.object(ids)) }), await list("/api/devices")),
    v.parse(v.object({ items: v.array(v.object(entry)) }), await list("/api/conversations")),
  ];
}

async function refusalOf(response: Response): Promise<{ readonly problem: Problem; readonly headers: Headers }> {
  expect(response.status).toBe(429);
  return { problem: v.parse(problemShape, await response.json()), headers: response.headers };
}

it("[BUDGET-44] every budget that a route declares is asked of, each by a call that needs it", () => {
  const asked = spending.flatMap(([, { route }]) => (route.spends ?? []).map((one) => one));
  expect(new Set(asked)).toEqual(new Set(budgetNames.filter(refuses)));
});

describe("[BUDGET-44] whoever has used up a budget", () => {
  let before: readonly unknown[];
  beforeAll(async () => {
    before = [await seenByBob(world), await seenByAlice(world)];
  });

  describe.each(spending)("%s", (_name, cell) => {
    const { route } = cell;

    it.each(budgetsOf(cell))("of %s is refused, coded, and nothing happens", async (budget) => {
      const { alice } = world;
      const call = callOf(route, await askOf(cell, budget)(world));
      await useUp(alice.user.id, budget);
      const token = route.who === "anonymous" ? undefined : alice.accessToken;
      const { problem, headers } = await refusalOf(await fetchWorker({ ...call, token }));
      expect(problem).toMatchObject({ code: "RATE_LIMITED", limit: budget });
      expect(codesOf(route)).toContain(problem.code);
      const seconds = Math.ceil((problem.retryAfterMs ?? 0) / 1_000);
      expect(seconds).toBeGreaterThan(0);
      expect(headers.get("retry-after")).toBe(String(seconds));
      expect(headers.get("ratelimit")).toBe(`"${budget}";r=0;t=${seconds}`);
      expect(headers.get("ratelimit-policy")).toContain(`"${budget}";q=`);
    });
  });

  it("has changed nothing by all of that", async () => {
    expect([await seenByBob(world), await seenByAlice(world)]).toEqual(before);
  });
});

describe("[BUDGET-44] [GROUPHTTP-1] whatever the caller's position in a group", () => {
  const changes = Object.entries<GroupRow<Route>>(groupRows).flatMap(([operationId, row]) => {
    const route = routeById.get(operationId);
    return route?.spends?.includes("changes") ? [{ route, row }] : [];
  });

  it.each(groupCallers)("%s changes nothing any more", async (caller) => {
    const { group } = world;
    const { accessToken: token, user } = group.people[caller];
    await useUp(user.id, "changes");
    expect(changes.length).toBeGreaterThan(10);
    for (const { route, row } of changes) {
      const { body } = await callWorker({ ...callOf(route, row.request(group, caller)), token });
      expect({ path: route.path, body }).toMatchObject({
        path: route.path,
        body: { code: "RATE_LIMITED", limit: "changes" },
      });
    }
    await giveBackAll(user.id);
  });
});

const frames = Object.entries(spentByFrame).flatMap(([type, spends]) =>
  spends.filter(refuses).map((budget) => [type as UpFrame["type"], budget] as const),
);

describe("[BUDGET-44] over a socket", () => {
  it.each(frames)("%s of whoever has used up %s is refused, coded, and nothing happens", async (type, budget) => {
    await giveBackAll(world.alice.user.id);
    const [alice, bob] = [await openLive(world.alice.accessToken), await openLive(world.bob.accessToken)];
    const headSeq = await headSeqOf(world.bob.accessToken, world.talk);
    await useUp(world.alice.user.id, budget);
    alice.send({ ...frameRows[type].frame(world), requestId: "r" });
    expect(await alice.nextOfType("error")).toMatchObject({
      code: "RATE_LIMITED",
      limit: budget,
      retryAfterMs: expect.any(Number),
    });
    expect(await headSeqOf(world.bob.accessToken, world.talk)).toBe(headSeq);
    expect((await bob.drain()).filter((one) => one !== "pong")).toEqual([]);
    alice.close();
    bob.close();
  });
});

describe("[BUDGET-44] [NET-7] a network that has used up its limit", () => {
  it("has the routes that declare it", () => {
    const declared = cells.filter(([, { route }]) => route.spends?.includes("network")).map(([name]) => name);
    expect(declared).toEqual(["POST /api/auth/register", "POST /api/auth/login"]);
  });

  it.each([
    ["register", () => ({ username: newUsername("ada"), password })],
    ["login", () => ({ username: world.bob.user.username, password })],
  ])("is refused at %s", async (path, body) => {
    // A minute that ends in between lets another one through.
    const changes = { LIMIT_REGISTRATIONS_PER_HOUR: "1", LIMIT_LOGINS_PER_MINUTE: "1" };
    const headers = { "cf-connecting-ip": "3fff:ffff:1::1" };
    const attempt = () => callUnder(changes, { method: "POST", path: `/api/auth/${path}`, headers, body: body() });
    const answers = [await attempt(), await attempt(), await attempt()];
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) expect(answer.body).toMatchObject({ code: "RATE_LIMITED", limit: "network" });
  });
});

describe("[BUDGET-44] whoever has used up all budgets that the route does not declare", () => {
  let shared: World;
  beforeAll(async () => {
    shared = await makeWorld();
  });

  it.each(spending)("%s: goes on", async (_name, cell) => {
    const own = cell.usesUpDevices ? await makeWorld() : shared;
    const { alice } = own;
    const { route, outcomes } = cell;
    const call = callOf(route, await cell.request(own));
    const declared = budgetsOf(cell);
    await useUp(alice.user.id, ...budgetNames.filter((name) => !declared.includes(name)));
    const response = await fetchWorker({ ...call, token: route.who === "anonymous" ? undefined : alice.accessToken });
    response.webSocket?.accept();
    response.webSocket?.close(1000);
    const code = response.status < 400 ? response.status : v.parse(problemShape, await response.json()).code;
    expect(code).toBe(outcomes.member);
  });
});

// What a sweep asks of real actors and of the directory, and its routes. Whole sweeps: `test/unit/fleet-sweep.test.ts`,
// `test/process/mixed-versions.test.ts`.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { sweepPorts } from "../../durable-objects/fleet/sweep-ports.ts";
import { isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { neededBy } from "../../durable-objects/runtime/migrate.ts";
import { passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { fleetResultShape, type FleetResult } from "../../schema/protocol/http-fleet.ts";
import { directConversationId, newGroupId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { newestVersions, type SweptClass } from "../../schema/versions/newest.ts";
import { conversationObject, sessionObject } from "../support/actors.ts";
import { makeGroup } from "../support/group-http.ts";
import { newUsername, openDirect, register } from "../support/people.ts";
import { storedOf, storesNothing } from "../support/stored.ts";
import { callWorker } from "../support/worker-http.ts";

const ports = sweepPorts(env);
const ask = (swept: SweptClass, name: string, after: string | null = null) =>
  ports.ask({ class: swept, name, attempts: 0, after });

async function call(method: "GET" | "POST" | "DELETE", path = ""): Promise<FleetResult> {
  const body = method === "GET" ? {} : { body: { reason: "a deploy" } };
  const answer = await callWorker({ method, path: `/api/admin/fleet${path}`, token: env.ADMIN_TOKEN, ...body });
  expect(answer.status).toBe(200);
  return v.parse(fleetResultShape, answer.body);
}

let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
let group: ConversationId;

beforeAll(async () => {
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  talk = await openDirect(ada.accessToken, bob.user.id);
  ({ id: group } = await makeGroup(ada, [bob]));
});
afterAll(async () => {
  await call("DELETE", "/sweep");
});

describe("what a sweep asks", () => {
  it("[VERSION-20] finds accounts in the order of their ids, page by page", async () => {
    const page = await ports.accounts(ada.user.id.slice(0, -1), 200);
    expect(page).toContain(ada.user.id);
    expect(page.toSorted()).toEqual(page);
    expect(await ports.accounts(ada.user.id, 200)).not.toContain(ada.user.id);
    expect(await ports.accounts("", 1)).toHaveLength(1);
  });

  it("[VERSION-20] wakes what sleeps, whose tables are then of this release", async () => {
    await passwordShardStub(env, "shard-1").hash({ password: "a", changesOf: "somebody", network: null });
    for (const [swept, name, object] of [
      ["UserSession", ada.user.id, sessionObject(ada.user.id)],
      ["Conversation", talk, conversationObject(talk)],
      ["Group", group, env.GROUP.get(env.GROUP.idFromName(group))],
      ["PasswordShard", "shard-1", env.PASSWORD_SHARD.get(env.PASSWORD_SHARD.idFromName("shard-1"))],
    ] as const) {
      await evictDurableObject(object);
      expect([swept, await ask(swept, name)]).toMatchObject([swept, { versions: newestVersions[swept] }]);
    }
  });

  it("[VERSION-20] a session names its groups, and direct conversations that name it first: each by one of the two", async () => {
    const named = await Promise.all([ada, bob].map(({ user }) => ask("UserSession", user.id)));
    const ids = named.map((answer) =>
      answer !== "older" && "conversationIds" in answer ? answer.conversationIds : [],
    );
    expect(ids.map((some) => some.includes(group))).toEqual([true, true]);
    expect(ids.flat().filter((id) => id === talk)).toEqual([talk]);
    const [last] = (ids[0] ?? []).toSorted().slice(-1);
    expect(await ask("UserSession", ada.user.id, last ?? "")).toMatchObject({ conversationIds: [], next: null });
    expect([talk, group].map(ports.classOf)).toEqual(["Conversation", "Group"]);
  });

  it("[VERSION-20] what nobody made stays so", async () => {
    const [somebody, other] = [newUserId(), newUserId()];
    const invented = directConversationId(somebody, other);
    expect(await ask("UserSession", somebody)).toMatchObject({ versions: null });
    expect(await ask("Conversation", invented)).toEqual({ versions: null });
    expect(await ask("Group", newGroupId())).toEqual({ versions: null });
    expect(await storedOf(sessionObject(somebody))).toEqual(storesNothing);
    expect(await storedOf(conversationObject(invented))).toEqual(storesNothing);
  });

  it("[VERSION-3] [VERSION-24] tables that are too new are a failure of that object", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const object = conversationObject(talk);
    const setNeeded = (needed: number): Promise<void> =>
      runInDurableObject(object, (_, { storage }) => {
        storage.sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", neededBy("log"), needed);
      });
    await setNeeded(99);
    await evictDurableObject(object);
    expect(await ask("Conversation", talk).catch(isActorUnavailable)).toBe(true);
    await setNeeded(0);
    await evictDurableObject(object);
    vi.restoreAllMocks();
  });
});

it("[VERSION-22] begun twice it is one; stopped it is shown as such, with what this code knows", async () => {
  const { sweep: begun } = await call("POST", "/sweep");
  const { sweep: again } = await call("POST", "/sweep");
  expect(begun).toMatchObject({ state: "running", reason: "a deploy" });
  expect(again?.startedAt).toBe(begun?.startedAt);
  expect((await call("DELETE", "/sweep")).sweep).toMatchObject({ state: "stopped", startedAt: begun?.startedAt });
  expect(await call("GET")).toMatchObject({ newest: newestVersions, sweep: { state: "stopped" } });
});

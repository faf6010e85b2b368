// Objects whose tables were made by code of a later release than the next: they refuse every call, and change nothing.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { neededBy } from "../../durable-objects/runtime/migrate.ts";
import { groupStub, passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import { directConversationId, newGroupId, newUserId } from "../../schema/protocol/ids.ts";
import { writeSocketCaller } from "../../schema/rpc/user-session.ts";
import { conversation, conversationObject, session, sessionObject, TestUser } from "../support/actors.ts";
import { freeSettings } from "../support/group-settings.ts";
import { directRows, groupRows, sessionRows } from "../support/unmade-calls.ts";

const shardObject = env.PASSWORD_SHARD.get(env.PASSWORD_SHARD.idFromName("of a later release"));
const shard = () => passwordShardStub(env, "of a later release");

/** As if code had migrated it that is so many releases ahead that it must know `needed` entries of the module. */
async function makeTooNew(object: DurableObjectStub, module: string, needed = 99): Promise<void> {
  await runInDurableObject(object, async (_, { storage }) => {
    storage.sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", neededBy(module), needed);
    await storage.deleteAlarm();
  });
  await evictDurableObject(object);
}

/** All rows of all tables, and the alarm. */
const contentsOf = (object: DurableObjectStub): Promise<unknown> =>
  runInDurableObject(object, async (_, { storage }) => {
    const tables = [...storage.sql.exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'")]
      .map(({ name }) => name)
      .filter((name) => !name.startsWith("_cf"));
    const rows = tables.map((name) => [name, storage.sql.exec(`SELECT * FROM "${name}"`).toArray()] as const);
    return { rows: Object.fromEntries(rows), alarm: await storage.getAlarm() };
  });

const answerOf = (call: () => Promise<unknown>): Promise<string> =>
  call().then(
    (answer) => `answered ${JSON.stringify(answer)}`,
    (thrown: unknown) => (isActorUnavailable(thrown) ? "UNAVAILABLE" : String(thrown)),
  );

afterEach(() => vi.restoreAllMocks());

describe("tables that are more than one release ahead", async () => {
  const alice = new TestUser();
  const [bob, mallory] = [newUserId(), newUserId()];
  const talk = directConversationId(alice.id, bob);
  const group = newGroupId();
  const groupObject = env.GROUP.get(env.GROUP.idFromName(group));
  const device = await alice.signIn();
  const info = { name: "Climbers", description: "", avatar: "" };
  const kinds = [
    {
      kind: "session",
      object: sessionObject(alice.id),
      modules: ["user-session", "due"],
      calls: {
        ...sessionRows(alice.id, talk),
        beginLogin: { call: () => session(alice.id).beginLogin() },
        signIn: { call: () => session(alice.id).signIn({ userId: alice.id, device: { platform: "web", name: "" } }) },
        budget: { call: () => session(alice.id).budget() },
        setBudgetFactor: { call: () => session(alice.id).setBudgetFactor({ factor: 2 }) },
        passwordChanged: { call: () => session(alice.id).passwordChanged({ deviceId: device, passwordVersion: 2 }) },
        admit: { call: () => session(alice.id).admit({ conversationId: group }) },
        fetch: {
          call: () => {
            const headers = { upgrade: "websocket", ...writeSocketCaller(alice.grantOf(device), Date.now() + 60_000) };
            return session(alice.id).fetch("https://user-session/", { headers });
          },
        },
      },
    },
    {
      kind: "direct conversation",
      object: conversationObject(talk),
      modules: ["log", "conversation"],
      calls: { ...directRows(talk, alice.id, mallory), open: { call: () => conversation(talk).open({ userId: bob }) } },
    },
    {
      kind: "group",
      object: groupObject,
      modules: ["log", "group"],
      calls: groupRows(group, alice.id),
    },
    {
      kind: "shard of passwords",
      object: shardObject,
      modules: ["password-shard"],
      calls: {
        compare: { call: () => shard().compare({ password: "a", passwordHash: "b" }) },
        hash: { call: () => shard().hash({ password: "a", changesOf: "somebody", network: null }) },
        "hash of a stranger": { call: () => shard().hash({ password: "a", changesOf: null, network: null }) },
      },
    },
  ] as const;

  beforeAll(async () => {
    await conversation(talk).open({ userId: alice.id });
    const create = { kind: "create", info, settings: freeSettings, memberIds: [bob] } as const;
    await groupStub(env, group).change({ userId: alice.id, op: create });
    await shard().hash({ password: "a", changesOf: "somebody", network: null });
  });

  it.each(kinds)("[VERSION-3] a $kind refuses every call, and writes nothing", async ({ object, modules, calls }) => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    for (const module of modules) {
      await makeTooNew(object, module);
      const before = await contentsOf(object);
      for (const [name, { call }] of Object.entries(calls))
        expect([module, name, await answerOf(call)]).toEqual([module, name, "UNAVAILABLE"]);
      expect(await contentsOf(object)).toEqual(before);
      const lines = logged.mock.calls.map(([line]) => JSON.parse(String(line)) as { message: string; module?: string });
      expect(lines.find(({ message }) => message === "tables too new")).toMatchObject({ module, needed: 99 });
      logged.mockClear();
      await makeTooNew(object, module, 0);
    }
  });

  it.each(kinds)(
    "[VERSION-3] the alarm of a $kind is put off until its tables are known",
    async ({ object, modules }) => {
      vi.spyOn(console, "error").mockImplementation(() => {});
      await makeTooNew(object, modules[0]);
      await runInDurableObject(object, (_, { storage }) => storage.setAlarm(Date.now() + 3_600_000));
      const before = Date.now();
      expect(await runDurableObjectAlarm(object)).toBe(true);
      const alarm = await runInDurableObject(object, (_, { storage }) => storage.getAlarm());
      expect(alarm).toBeGreaterThan(before);
      expect(alarm).toBeLessThanOrEqual(Date.now() + 60_000);
      await makeTooNew(object, modules[0], 0);
    },
  );

  it("[VERSION-3] an open socket that sends is closed with 1013", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    const socket = await alice.connect(device);
    await socket.take("welcome");
    await makeTooNew(sessionObject(alice.id), "user-session");
    socket.send({ type: "echo", nonce: "one" });
    expect(await socket.closed()).toMatchObject({ code: 1013 });
    await makeTooNew(sessionObject(alice.id), "user-session", 0);
    expect(await answerOf(() => session(alice.id).budget())).toMatch(/^answered/);
  });
});

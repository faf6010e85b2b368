// Objects whose tables were made by code of a later release than the next: they refuse every call, and change nothing.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { isActorUnavailable } from "../../durable-objects/runtime/calls.ts";
import { neededBy } from "../../durable-objects/runtime/migrate.ts";
import { groupStub, passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import { directConversationId, newGroupId, newUserId } from "../../schema/protocol/ids.ts";
import { writeSocketCaller, type Delivery, type UserSessionRpc } from "../../schema/rpc/user-session.ts";
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

interface Calling {
  readonly call: () => Promise<unknown>;
}
/** Calls that make a session. One that is added does not compile without its line below. */
type Makers = Exclude<keyof UserSessionRpc, keyof ReturnType<typeof sessionRows>>;

afterEach(() => vi.restoreAllMocks());

describe("tables that are more than one release ahead", async () => {
  const alice = new TestUser();
  const [bob, mallory] = [newUserId(), newUserId()];
  const talk = directConversationId(alice.id, bob);
  const group = newGroupId();
  const groupObject = env.GROUP.get(env.GROUP.idFromName(group));
  const device = await alice.signIn();
  const info = { name: "Climbers", description: "", avatar: "" };
  const act = { id: "act", at: 1_000, actor: "op", role: "operator", act: "a", subject: null, reason: null } as const;
  const stub = () => session(alice.id);
  const delivery: Delivery = {
    conversationId: talk,
    prev: 0,
    events: { text: "", seqs: [], ends: [] },
    redelivered: false,
    unread: 0,
    cursorSeq: 0,
    signals: [],
    deadlineAt: Number.MAX_SAFE_INTEGER,
  };
  const makers: { readonly [Call in Makers]: Calling } = {
    beginLogin: { call: () => stub().beginLogin() },
    signIn: { call: () => stub().signIn({ userId: alice.id, device: { platform: "web", name: "" } }) },
    budget: { call: () => stub().budget() },
    setBudgetFactor: { call: () => stub().setBudgetFactor({ factor: 2 }) },
    passwordChanged: { call: () => stub().passwordChanged({ deviceId: device, passwordVersion: 2 }) },
    noteRelation: { call: () => stub().noteRelation({ of: alice.id, version: 1, relation: {} }) },
    admit: { call: () => stub().admit({ conversationId: group }) },
    deliver: { call: () => stub().deliver(delivery) },
    suspend: { call: () => stub().suspend({ act, until: null }) },
    restore: { call: () => stub().restore({ act }) },
    endSignIns: { call: () => stub().endSignIns({ act }) },
  };
  const upgrade = (): Promise<unknown> => {
    const headers = { upgrade: "websocket", ...writeSocketCaller(alice.grantOf(device), Date.now() + 60_000) };
    return stub().fetch("https://user-session/", { headers });
  };
  const kinds = [
    {
      kind: "session",
      object: sessionObject(alice.id),
      modules: ["user-session", "due"],
      calls: { ...sessionRows(alice.id, talk), ...makers, fetch: { call: upgrade } },
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

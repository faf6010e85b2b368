// Objects that nobody made: they answer every call with a refusal, and store nothing.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { groupStub, passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import {
  directConversationId,
  newGroupId,
  newUserId,
  type ConversationId,
  type DeviceId,
} from "../../schema/protocol/ids.ts";
import { writeSocketCaller } from "../../schema/rpc/user-session.ts";
import { conversationMigrations } from "../../schema/tables/conversation/migrations.ts";
import { dueMigrations } from "../../schema/tables/due/migrations.ts";
import { groupMigrations } from "../../schema/tables/group/migrations.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { conversation, conversationObject, session, sessionObject, TestUser } from "../support/actors.ts";
import { freeSettings } from "../support/group-settings.ts";
import { storedOf, storesNothing } from "../support/stored.ts";
import { answerOf, directRows, groupRows, sessionRows } from "../support/unmade-calls.ts";

const groupObject = (id: ConversationId): DurableObjectStub => env.GROUP.get(env.GROUP.idFromName(id));
const isMade = async (object: DurableObjectStub): Promise<boolean> => (await storedOf(object)).tables.length > 0;
const info = { name: "Climbers", description: "", avatar: "" };

afterEach(() => vi.restoreAllMocks());

describe("an object that nobody made", () => {
  const [alice, bob, mallory] = [newUserId(), newUserId(), newUserId()];
  const talk = directConversationId(alice, bob);
  const group = newGroupId();
  const kinds = [
    ["session", sessionObject(alice), sessionRows(alice, talk)],
    ["direct conversation", conversationObject(talk), directRows(talk, alice, mallory)],
    ["group", groupObject(group), groupRows(group, alice)],
  ] as const;
  const rows = kinds.flatMap(([kind, object, calls]) =>
    Object.entries(calls).map(([call, row]) => [kind, call, object, row] as const),
  );

  it.each(rows)("[HIB-17] %s: %s is refused without a write", async (_kind, _call, object, row) => {
    expect(await answerOf(row)).toEqual([row.answered]);
    expect(await storedOf(object)).toEqual(storesNothing);
    await evictDurableObject(object);
    expect(await storedOf(object)).toEqual(storesNothing);
  });

  it.each(kinds)("[HIB-17] %s: an alarm that is left over finds nothing to do", async (_kind, object) => {
    await runInDurableObject(object, (_, { storage }) => storage.setAlarm(Date.now() + 3_600_000));
    await evictDurableObject(object);
    expect(await runDurableObjectAlarm(object)).toBe(true);
    // The platform's own table, of the alarm that was set here.
    expect(await storedOf(object)).toMatchObject({ tables: ["_cf_METADATA"], alarm: null });
  });

  it("[HIB-17] session: a socket is refused, and one whose session was lost is closed", async () => {
    const id = newUserId();
    const grant = { deviceId: "device" as DeviceId, family: "family", generation: 1 };
    const headers = { upgrade: "websocket", ...writeSocketCaller(grant, Number.MAX_SAFE_INTEGER) };
    const response = await session(id).fetch("https://klatch.test/ws", { headers });
    expect(response.status).toBe(401);
    expect(await storedOf(sessionObject(id))).toEqual(storesNothing);

    const user = new TestUser();
    const socket = await user.live();
    await runInDurableObject(sessionObject(user.id), (_, { storage }) => storage.deleteAll());
    await evictDurableObject(sessionObject(user.id));
    socket.send({ type: "sync", cursors: {} });
    expect(await socket.closed()).toMatchObject({ code: 4401 });
    expect(await isMade(sessionObject(user.id))).toBe(false);
  });
});

describe("a shard of passwords", () => {
  it("[HIB-17] [HIB-18] stores nothing for comparing and hashing, and is made by what it counts", async () => {
    const name = `unmade-${crypto.randomUUID()}`;
    const object = env.PASSWORD_SHARD.get(env.PASSWORD_SHARD.idFromName(name));
    const shard = passwordShardStub(env, name);
    const hashed = await shard.hash({ password: "correct horse", changesOf: null });
    if ("refusal" in hashed) throw new Error(hashed.refusal.code);
    expect(await shard.compare({ password: "correct horse", ...hashed })).toEqual({ matches: true });
    expect(await storedOf(object)).toEqual(storesNothing);
    await shard.hash({ password: "correct horse", changesOf: newUserId() });
    expect(await isMade(object)).toBe(true);
  });
});

describe("an object is made", () => {
  it("[HIB-18] session: by the first sign-in or attempt, by a conversation that admits the user or delivers", async () => {
    const [signing, trying, admitted] = [newUserId(), newUserId(), newUserId()];
    await session(signing).signIn({ userId: signing, device: { platform: "web", name: "" } });
    await session(trying).beginLogin();
    await session(admitted).admit({ conversationId: newGroupId() });
    for (const id of [signing, trying, admitted]) expect(await isMade(sessionObject(id))).toBe(true);

    // Admissions of a new group may be lost: then its first delivery makes the session.
    const member = new TestUser();
    vi.spyOn(UserSession.prototype, "admit").mockRejectedValue(new Error("planted"));
    vi.spyOn(console, "error").mockImplementation(() => {});
    const op = { kind: "create", info, settings: freeSettings, memberIds: [member.id] } as const;
    await groupStub(env, newGroupId()).change({ userId: newUserId(), op });
    await vi.waitFor(async () => expect(await isMade(sessionObject(member.id))).toBe(true));
  });

  it("[HIB-18] direct conversation: when a member opens it and both sessions know it, not before", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = directConversationId(alice.id, bob.id);
    const failing = vi.spyOn(UserSession.prototype, "admit").mockRejectedValue(new Error("planted"));
    await expect(callActorOnce(() => conversation(id).open({ userId: alice.id }))).rejects.toThrow("planted");
    expect(await storedOf(conversationObject(id))).toEqual(storesNothing);
    failing.mockRestore();
    expect(await Promise.all([alice, bob].map(({ id: userId }) => conversation(id).open({ userId })))).toContainEqual({
      created: true,
    });
    expect(await isMade(conversationObject(id))).toBe(true);
    expect(await conversation(id).read({ userId: bob.id, from: null })).toMatchObject({ summary: { kind: "direct" } });
  });

  it("[HIB-18] group: by the op that creates it", async () => {
    const [id, owner] = [newGroupId(), newUserId()];
    const op = { kind: "create", info, settings: freeSettings, memberIds: [] } as const;
    const made = await Promise.all([1, 2].map(() => groupStub(env, id).change({ userId: owner, op })));
    expect(made.map((done) => ("refusal" in done ? done.refusal.code : done.seq))).toEqual([2, null]);
    await evictDurableObject(groupObject(id));
    expect(await groupStub(env, id).describe({ userId: owner })).toMatchObject({ profile: info });
  });
});

describe("an object that earlier code left behind, with tables and nothing else", () => {
  it("[HIB-18] refuses as before, and can be made", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = directConversationId(alice.id, bob.id);
    const left = [
      [conversationObject(id), { log: logMigrations.slice(0, 1), conversation: conversationMigrations }],
      [sessionObject(alice.id), { "user-session": userSessionMigrations.slice(0, 2), due: dueMigrations }],
    ] as const;
    for (const [object, modules] of left) {
      await runInDurableObject(object, (_, { storage }) => migrate(storage, modules));
      await evictDurableObject(object);
    }
    expect(await answerOf(directRows(id, alice.id, bob.id)["read"]!)).toEqual(["CONVERSATION_NOT_FOUND"]);
    expect(await answerOf(sessionRows(alice.id, id).ask)).toEqual(["DEVICE_SIGNED_OUT"]);
    expect(await alice.open(bob)).toBe(id);

    const [group, owner] = [newGroupId(), newUserId()];
    await runInDurableObject(groupObject(group), (_, { storage }) => migrate(storage, { group: groupMigrations }));
    await evictDurableObject(groupObject(group));
    expect(await groupStub(env, group).describe({ userId: owner })).toMatchObject({
      refusal: { code: "CONVERSATION_NOT_FOUND" },
    });
    const op = { kind: "create", info, settings: freeSettings, memberIds: [] } as const;
    expect(await groupStub(env, group).change({ userId: owner, op })).toMatchObject({ seq: 2 });
  });
});

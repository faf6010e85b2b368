// Groups in the SDK: every route of the API has its method, and what happens in a group reaches the app in its turn.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { GroupChange } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChange } from "../../schema/protocol/events/member-changed.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routesOfGroups } from "../../schema/protocol/routes/routes.ts";
import { groupId, linkId, linkToken, userIds } from "../../schema/protocol/examples/story.ts";
import { bodyComponents } from "../../tools/api/components.ts";
import { groupConversation } from "../../schema/protocol/http-groups.words.ts";
import type { Groups } from "../../sdk/http/groups.ts";
import type { HttpClient } from "../../sdk/http/http-client.ts";
import type { KlatchClient } from "../../sdk/client/klatch-client.ts";
import {
  conversationChanged,
  FakeWorld,
  me,
  message,
  peer,
  problem,
  settle,
  type FakeCall,
} from "../support/sdk-fakes.ts";

const calls: Readonly<Record<string, (groups: Groups) => Promise<unknown>>> = {
  createGroup: (groups) => groups.create({ name: "Tea", settings: { joinPolicy: "free" }, memberIds: [peer] }),
  listGroups: (groups) => groups.list({ cursor: "abc", limit: 20 }),
  getGroup: (groups) => groups.get(groupId),
  editGroup: (groups) => groups.edit(groupId, { settings: { joinPolicy: "password" }, password: "three cups" }),
  dissolveGroup: (groups) => groups.dissolve(groupId),
  transferGroup: (groups) => groups.transfer(groupId, peer),
  listAnnouncements: (groups) => groups.announcements(groupId),
  announce: (groups) => groups.announce(groupId, "Tuesday"),
  listMembers: (groups) => groups.members(groupId, { role: "admin", prefix: "Ä &", cursor: peer, limit: 5 }),
  addMembers: (groups) => groups.addMembers(groupId, [peer, userIds.carol]),
  editMember: (groups) => groups.mute(groupId, peer, null),
  removeMember: (groups) => groups.removeMember(groupId, peer),
  joinGroup: (groups) => groups.join(groupId, { password: "three cups" }),
  withdrawJoinRequest: (groups) => groups.withdrawRequest(groupId),
  listJoinRequests: (groups) => groups.requests(groupId),
  answerJoinRequest: (groups) => groups.answerRequest(groupId, peer, true),
  listBans: (groups) => groups.bans(groupId),
  ban: (groups) => groups.ban(groupId, peer),
  unban: (groups) => groups.unban(groupId, peer),
  listLinks: (groups) => groups.links(groupId),
  makeLink: (groups) => groups.makeLink(groupId, { maxUses: 3 }),
  revokeLink: (groups) => groups.revokeLink(groupId, linkId),
  openLink: (groups) => groups.openLink(linkToken),
  joinByLink: (groups) => groups.joinByLink(linkToken),
};

/** The route that a call of the SDK meets. */
function routeOf({ method, path }: FakeCall): readonly [operationId: string, Route] {
  const [address = ""] = path.split("?");
  const found = Object.entries<Route>(routesOfGroups).filter(
    ([, route]) => route.method === method && new RegExp(`^${route.path.replaceAll(/:\w+/g, "[^/]+")}$`).test(address),
  );
  expect(found).toHaveLength(1);
  return found[0] as readonly [string, Route];
}

/** What the API documents show as this route's answer; undefined: it has no body. */
function answerOf({ answers }: Route): unknown {
  const shape = Object.values(answers)[0];
  if (shape === null) return undefined;
  const component = Object.values(bodyComponents).find((one) => one.shape === shape);
  if (component === undefined) throw new Error("a body that no document names");
  return component.example;
}

/** What a client calls with. */
const exposed = (client: KlatchClient): { readonly http: HttpClient } =>
  client as unknown as { readonly http: HttpClient };

/** A world whose server answers as the API documents say. */
function documented(): FakeWorld {
  const world = new FakeWorld();
  world.answer = (call) => {
    const [, route] = routeOf(call);
    return { status: Number(Object.keys(route.answers)[0]), body: answerOf(route) };
  };
  return world;
}

async function signedIn(world: FakeWorld): Promise<KlatchClient> {
  const client = world.client();
  await client.restore();
  return client;
}

describe("[SDK-24] each route of groups has a method", () => {
  it("and no other", () => {
    expect(Object.keys(calls).toSorted()).toEqual(Object.keys(routesOfGroups).toSorted());
  });

  it.each(Object.entries(calls))("%s, with a request of its shape, and gives what it answers", async (name, call) => {
    const world = documented();
    const client = await signedIn(world);
    const given = await call(client.groups);
    const [asked, ...more] = world.calls;
    expect(more).toEqual([]);
    if (asked === undefined) throw new Error("nothing was asked");
    const [operationId, route] = routeOf(asked);
    expect(operationId).toBe(name);
    expect(asked.accessToken).toBe("access-1");
    expect(v.safeParse(route.body ?? v.undefined(), asked.body).issues).toBeUndefined();
    const parameters = Object.fromEntries(new URL(asked.path, "http://server.test").searchParams);
    expect(v.safeParse(route.query ?? v.strictObject({}), parameters).issues).toBeUndefined();
    // The answer, or the one thing in it.
    const answer = answerOf(route);
    expect([answer, ...Object.values(answer ?? {})]).toContainEqual(given);
  });
});

describe("[SDK-24] what a call says", () => {
  it("is checked against the declared route by the compiler", async () => {
    const { http } = exposed(new FakeWorld().client());
    const path = { groupId };
    const badCalls = [
      // @ts-expect-error: no such route
      () => http.call("GET /api/groups/:groupId/secrets", { path }),
      // @ts-expect-error: another method than declared
      () => http.call("PUT /api/groups/:groupId", { path }),
      // @ts-expect-error: a segment is missing
      () => http.call("GET /api/groups/:groupId", { path: {} }),
      // @ts-expect-error: no such parameter
      () => http.call("GET /api/groups/:groupId/members", { path, query: { since: 1 } }),
      // @ts-expect-error: another body
      () => http.call("PUT /api/groups/:groupId/announcement", { path, body: { words: "Tuesday" } }),
      // @ts-expect-error: a route of operators
      () => http.call("GET /api/admin/dead-letters", {}),
      // @ts-expect-error: another answer
      (): Promise<{ bans: string }> => http.call("GET /api/groups/:groupId/bans", { path }),
    ];
    expect(badCalls).toHaveLength(7);
  });

  const asked = async (call: (groups: Groups) => Promise<unknown>): Promise<FakeCall | undefined> => {
    const world = documented();
    await call((await signedIn(world)).groups);
    return world.calls[0];
  };

  it("of a member is one change", async () => {
    const path = `/api/groups/${groupId}/members/${peer}`;
    expect(await asked((groups) => groups.setRole(groupId, peer, "admin"))).toMatchObject({
      method: "PATCH",
      path,
      body: { role: "admin" },
    });
    expect(await asked((groups) => groups.setNickname(groupId, peer, ""))).toMatchObject({
      path,
      body: { nickname: "" },
    });
    expect(await asked((groups) => groups.mute(groupId, peer, 5))).toMatchObject({ path, body: { mutedUntil: 5 } });
  });

  it("of leaving names the user", async () => {
    expect(await asked((groups) => groups.leave(groupId))).toMatchObject({
      method: "DELETE",
      path: `/api/groups/${groupId}/members/${me}`,
    });
  });

  it("of joining without words is an empty object", async () => {
    expect(await asked((groups) => groups.join(groupId))).toMatchObject({ body: {} });
    expect(await asked((groups) => groups.makeLink(groupId))).toMatchObject({ body: {} });
  });

  it("cannot leave the path, whatever the ids", async () => {
    const world = new FakeWorld();
    const client = await signedIn(world);
    await expect(client.groups.ban("../x?" as ConversationId, "a/b#" as UserId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(world.calls[0]?.path).toBe("/api/groups/..%2Fx%3F/bans/a%2Fb%23");
  });

  it("is refused with the server's code, and without a session before it is asked", async () => {
    const world = new FakeWorld();
    world.answer = () => ({ status: 409, body: problem(409, "OWNER_MUST_TRANSFER") });
    const client = await signedIn(world);
    await expect(client.groups.leave(groupId)).rejects.toMatchObject({ code: "OWNER_MUST_TRANSFER", class: "fatal" });
    const nobody = new FakeWorld();
    await expect(nobody.client().groups.leave(groupId)).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
    expect(nobody.calls).toEqual([]);
  });

  it("a new group is in the inbox at once", async () => {
    const client = await signedIn(documented());
    const heard: string[] = [];
    client.on("conversation", ({ id }) => heard.push(id));
    const group = await client.groups.create({ name: "Tea", memberIds: [] });
    expect(group.id).toBe(groupId);
    expect(heard).toEqual([groupId]);
    expect(client.conversations()).toEqual([groupConversation]);
  });
});

describe("[SDK-25] events of a group", () => {
  const event = (seq: number, more: object) => ({
    conversationId: groupId,
    seq,
    actorId: peer,
    createdAt: 1_000 + seq,
    ...more,
  });
  const members = (seq: number, whom: UserId[], change: MemberChange, more: object = {}) =>
    event(seq, { type: "member-changed", userIds: whom, change, ...more });
  const changed = (seq: number, change: GroupChange, more: object = {}) =>
    event(seq, { type: "group-changed", change, ...more });

  /** Connected, with the group in the inbox up to seq 4; and everything it hears of. */
  const listedGroup = {
    conversationId: groupId,
    kind: "group" as const,
    group: { name: "Coffee", avatar: "", memberCount: 3 },
  };

  async function inGroup() {
    const world = new FakeWorld();
    const client = await world.connected();
    world.socket.say(conversationChanged({ ...listedGroup, headSeq: 4, cursorSeq: 2, unread: 2 }));
    const heard: (readonly [string, number])[] = [];
    client.on("message", ({ seq }) => heard.push(["message", seq]));
    client.on("member-changed", ({ seq }) => heard.push(["member-changed", seq]));
    client.on("group-changed", ({ seq }) => heard.push(["group-changed", seq]));
    const entry = () => client.conversations().find(({ id }) => id === groupId);
    return { world, client, heard, entry };
  }

  it("come once each and in the order of seq, among the messages", async () => {
    const { world, heard } = await inGroup();
    const joined = members(5, [userIds.carol], { kind: "joined", how: "added", role: "member" });
    world.socket.say(joined);
    world.socket.say({ ...message(6), conversationId: groupId }, changed(7, { kind: "info", name: "Tea" }));
    world.socket.say(joined);
    expect(heard).toEqual([
      ["member-changed", 5],
      ["message", 6],
      ["group-changed", 7],
    ]);
  });

  it("after a gap are asked for, not shown", async () => {
    const { world, heard } = await inGroup();
    world.socket.say(changed(6, { kind: "all-muted", allMuted: true }));
    await settle();
    expect(heard).toEqual([]);
    expect(world.socket.framesOf("sync").at(-1)).toEqual({ type: "sync", cursors: { [groupId]: 4 } });
  });

  it("move the entry's head and carry the server's count", async () => {
    const { world, entry } = await inGroup();
    world.socket.say(members(5, [userIds.carol], { kind: "left" }));
    expect(entry()).toMatchObject({ headSeq: 5, unread: 2, cursorSeq: 2 });
    world.socket.say(changed(6, { kind: "dissolved" }, { unread: 1 }));
    expect(entry()).toMatchObject({ headSeq: 6, unread: 1, cursorSeq: 2 });
    world.socket.say({ type: "void", conversationId: groupId, seq: 7, toSeq: 9, createdAt: 2_000, unread: 0 });
    expect(entry()).toMatchObject({ headSeq: 9, unread: 0 });
  });

  it("change what the list shows of the group", async () => {
    const { world, entry } = await inGroup();
    const listed = () => [entry()?.group?.name, entry()?.group?.memberCount, entry()?.left === true];
    world.socket.say(changed(5, { kind: "info", name: "Tea", description: "hot" }));
    expect(listed()).toEqual(["Tea", 3, false]);
    world.socket.say(
      members(6, [userIds.carol, "user_david" as UserId], { kind: "joined", how: "added", role: "member" }),
    );
    expect(listed()).toEqual(["Tea", 5, false]);
    world.socket.say(members(7, [userIds.carol], { kind: "left" }));
    expect(listed()).toEqual(["Tea", 4, false]);
    world.socket.say(members(8, [me], { kind: "removed", banned: false }));
    expect(listed()).toEqual(["Tea", 3, true]);
    world.socket.say(members(9, [me], { kind: "joined", how: "added", role: "member" }));
    expect(listed()).toEqual(["Tea", 4, false]);
    world.socket.say(changed(10, { kind: "dissolved" }));
    expect(listed()).toEqual(["Tea", 0, true]);
  });

  it("are not asked for anew because something else was refused, late", async () => {
    const { world, client } = await inGroup();
    const unlisted = "group_unlisted" as ConversationId;
    world.socket.say(members(5, [me], { kind: "left" }), { ...message(1), conversationId: unlisted });
    const cursors = () => [groupId, unlisted].map((id) => new Map(client.snapshot()?.cursors).get(id));
    expect(cursors()).toEqual([5, 1]);
    const refused = { type: "error", code: "CONVERSATION_NOT_FOUND", message: "" };
    world.socket.say({ ...refused, conversationId: groupId }, { ...refused, conversationId: unlisted });
    expect(cursors()).toEqual([5, undefined]);
  });

  it("with which the user comes back make the client ask for the entry", async () => {
    const { world } = await inGroup();
    world.socket.say(members(5, [me], { kind: "left" }));
    await settle();
    const asked = world.socket.framesOf("sync").length;
    world.socket.say(members(6, [me], { kind: "joined", how: "link", role: "member" }));
    await settle();
    expect(world.socket.framesOf("sync").slice(asked)).toMatchObject([{ type: "sync", inboxVersion: 1 }]);
  });

  it("that the entry was told of already do not change it again", async () => {
    const { world, heard, entry } = await inGroup();
    world.socket.say(conversationChanged({ ...listedGroup, headSeq: 6 }));
    world.socket.say(members(5, [userIds.carol], { kind: "joined", how: "added", role: "member" }));
    world.socket.say(changed(6, { kind: "info", name: "Tea" }));
    expect(heard.map(([, seq]) => seq)).toEqual([5, 6]);
    expect(entry()?.group).toEqual(listedGroup.group);
  });

  it("that a void may hide make the client ask for the entry", async () => {
    const { world } = await inGroup();
    world.socket.say({ type: "void", conversationId: groupId, seq: 5, toSeq: 9, createdAt: 2_000 });
    await settle();
    expect(world.socket.framesOf("sync").at(-1)).toMatchObject({ type: "sync", inboxVersion: 1 });
    const asked = world.socket.framesOf("sync").length;
    world.socket.say({ type: "sync-done", inboxVersion: 2 }, conversationChanged({ ...listedGroup, headSeq: 20 }));
    world.socket.say({ type: "void", conversationId: groupId, seq: 10, toSeq: 20, createdAt: 2_000 });
    await settle();
    expect(world.socket.framesOf("sync")).toHaveLength(asked);
  });

  it.each<MemberChange>([
    { kind: "joined", how: "link", role: "member" },
    { kind: "left" },
    { kind: "removed", banned: true },
  ])("of the user's own coming and going move their cursor: $kind", async (change) => {
    const { world, entry } = await inGroup();
    world.socket.say(members(5, [peer, me], change, { unread: 0 }));
    expect(entry()).toMatchObject({ headSeq: 5, cursorSeq: 5, unread: 0 });
    world.socket.say(members(6, [me], { kind: "role", role: "admin" }));
    expect(entry()).toMatchObject({ headSeq: 6, cursorSeq: 5 });
  });

  it("of a group that the inbox does not list yet make the client ask for its entry", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const heard: number[] = [];
    client.on("member-changed", ({ seq }) => heard.push(seq));
    world.socket.say(members(1, [me], { kind: "joined", how: "created", role: "member" }));
    await settle();
    expect(heard).toEqual([1]);
    expect(world.socket.framesOf("sync").at(-1)).toMatchObject({ type: "sync", inboxVersion: 1 });
  });
});

it("[SDK-26] a message to a group in which the user is muted fails at once, and the next one is tried", async () => {
  const world = new FakeWorld();
  const client = await world.connected();
  const [first, second] = [client.send(groupId, "one"), client.send(groupId, "two")];
  await settle();
  const { clientMsgId } = first;
  const muted = { type: "error", code: "MUTED", message: "", conversationId: groupId, retryAfterMs: 3_600_000 };
  world.socket.say({ ...muted, clientMsgId });
  await expect(first.acked).rejects.toMatchObject({ code: "MUTED", retryAfterMs: 3_600_000, class: "backoff" });
  await settle();
  expect(world.socket.framesOf("send-message").at(-1)?.clientMsgId).toBe(second.clientMsgId);
  second.acked.catch(() => {});
  client.close();
});

// Calls of groups in the SDK: every route of the API has its method, which says and gives what the API documents show.
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routesOfGroups } from "../../schema/protocol/routes/routes.ts";
import { groupId, linkId, linkToken, userIds } from "../../schema/protocol/examples/story.ts";
import { bodyComponents } from "../../tools/api/components.ts";
import { groupConversation } from "../../schema/protocol/http-groups.words.ts";
import type { Groups } from "../../sdk/http/groups.ts";
import type { HttpClient } from "../../sdk/http/http-client.ts";
import type { KlatchClient } from "../../sdk/entry.ts";
import { FakeWorld, me, peer, problem, tokens, type FakeCall } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const calls: Readonly<Record<string, (groups: Groups, client: KlatchClient) => Promise<unknown>>> = {
  createGroup: (groups) => groups.create({ name: "Tea", settings: { joinPolicy: "free" }, memberIds: [peer] }),
  listGroups: (groups) => groups.list({ cursor: "abc", limit: 20 }),
  getGroup: (groups) => groups.get(groupId),
  editGroup: (groups) => groups.edit(groupId, { settings: { joinPolicy: "password" }, password: "three cups" }),
  setGroupAvatar: (groups) => groups.setAvatar(groupId, new Blob(["cups"], { type: "image/webp" })),
  dissolveGroup: (groups) => groups.dissolve(groupId),
  transferGroup: (groups) => groups.transfer(groupId, peer),
  listAnnouncements: (groups) => groups.announcements(groupId),
  announce: (groups) => groups.announce(groupId, "Tuesday"),
  listMembers: (groups) => groups.members(groupId, { role: "admin", prefix: "Ä &", cursor: peer, limit: 5 }),
  addMembers: (groups) => groups.addMembers(groupId, [peer, userIds.carol]),
  editMember: (groups) => groups.silence(groupId, peer, null),
  removeMember: (groups) => groups.removeMember(groupId, peer),
  joinGroup: (groups) => groups.join(groupId, { password: "three cups" }),
  withdrawJoinRequest: (groups) => groups.withdrawRequest(groupId),
  listJoinRequests: (groups) => groups.requests(groupId),
  answerJoinRequest: (groups) => groups.answerRequest(groupId, peer, true),
  listMyInvitations: (_groups, { invitations }) => invitations.list({ limit: 5 }),
  answerGroupInvitation: (_groups, { invitations }) => invitations.accept(groupId),
  listGroupInvitations: (_groups, { invitations }) => invitations.ofGroup(groupId),
  revokeGroupInvitation: (_groups, { invitations }) => invitations.revoke(groupId, peer),
  listMyJoinRequests: (_groups, { invitations }) => invitations.requests({ cursor: "7" }),
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
    const given = await call(client.groups, client);
    const [asked, ...more] = world.calls;
    expect(more).toEqual([]);
    if (asked === undefined) throw new Error("nothing was asked");
    const [operationId, route] = routeOf(asked);
    expect(operationId).toBe(name);
    expect(asked.accessToken).toBe("access-1");
    const body = route.takesBytes === true ? v.instance(Uint8Array) : (route.body ?? v.undefined());
    expect(v.safeParse(body, asked.body).issues).toBeUndefined();
    const parameters = Object.fromEntries(new URL(asked.path, "http://server.test").searchParams);
    expect(v.safeParse(route.query ?? v.strictObject({}), parameters).issues).toBeUndefined();
    // The answer, or the one thing in it.
    const answer = answerOf(route);
    expect([answer, ...Object.values(answer ?? {})]).toContainEqual(given);
  });
});

describe("[SDK-24] what a call says", () => {
  it("is checked against the declared route by the compiler", async () => {
    // None of these is made. The marks are what is asserted: without the compiler's refusal each is an error itself.
    const http = standInFor<HttpClient>({});
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

  it("[IDEM-6] makes nothing twice: each making call has a key of its own, or the one it was given, also when repeated", async () => {
    const world = documented();
    const { groups } = await signedIn(world);
    const group = { name: "Tea", memberIds: [] };
    const { answer } = world;
    let refused = 0;
    // The first attempt meets an expired token, so that the SDK repeats it with a new one.
    world.answer = (call) => {
      if (call.path === "/api/auth/refresh") return { status: 200, body: tokens(2) };
      refused += 1;
      return refused === 1 ? { status: 401, body: problem(401, "TOKEN_EXPIRED") } : answer(call);
    };
    await groups.create(group);
    await groups.create(group);
    await groups.makeLink(groupId);
    await groups.create(group, { idempotencyKey: "mine" });
    await groups.makeLink(groupId, { idempotencyKey: "mine", maxUses: 1 });
    const keys = world.calls.filter(({ path }) => path !== "/api/auth/refresh").map((call) => call.idempotencyKey);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys.slice(1, 4)).size).toBe(3);
    expect(keys.slice(0, 4).every((key) => /^[0-9a-f-]{36}$/.test(key ?? ""))).toBe(true);
    expect(keys.slice(4)).toEqual(["mine", "mine"]);
    expect(world.calls.at(-1)?.body).toEqual({ maxUses: 1 });
    await groups.get(groupId);
    expect(world.calls.at(-1)?.idempotencyKey).toBeNull();
  });

  it("[IDEM-3] of another form is refused at once: no header could carry it", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    const { groups } = client;
    for (const idempotencyKey of ["ключ", "a\r\nb: c", "", "x".repeat(65)]) {
      const refused = { code: "INVALID_REQUEST", pointer: "/Idempotency-Key" };
      await expect(groups.create({ name: "Tea", memberIds: [] }, { idempotencyKey })).rejects.toMatchObject(refused);
    }
    expect(world.calls).toEqual([]);
  });

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
    expect(await asked((groups) => groups.silence(groupId, peer, 5))).toMatchObject({
      path,
      body: { silencedUntil: 5 },
    });
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

// Invitations to groups over HTTP and sockets: who is added and who is asked, what each is told, and how an invitation ends.
import { beforeEach, describe, expect, it } from "vitest";
import type { CreatedGroupResult } from "../../schema/protocol/http-groups.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { GroupInvitationsResult, MyInvitationsResult } from "../../schema/protocol/invitations.ts";
import { newUsername, openLive, register } from "../support/people.ts";
import { TestSocket } from "../support/test-socket.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

type Who = SessionResult;
const call = (who: Who, method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object) =>
  callWorker({ method, path: `/api/${path}`, token: who.accessToken, ...(body !== undefined && { body }) });

const mine = async (who: Who, query = ""): Promise<MyInvitationsResult> =>
  (await call(who, "GET", `invitations${query}`)).body as MyInvitationsResult;
const ofGroup = async (who: Who, groupId: string): Promise<GroupInvitationsResult["items"]> =>
  ((await call(who, "GET", `groups/${groupId}/invitations`)).body as GroupInvitationsResult).items;
const answer = (who: Who, groupId: string, accept: boolean): Promise<HttpAnswer> =>
  call(who, "POST", `invitations/${groupId}`, { accept });
const add = (who: Who, groupId: string, ...others: Who[]): Promise<HttpAnswer> =>
  call(who, "POST", `groups/${groupId}/members`, { userIds: others.map(({ user }) => user.id) });
const leave = (who: Who, groupId: string) => call(who, "DELETE", `groups/${groupId}/members/${who.user.id}`);

/** One that understands invitations, and what its sync ended with. */
async function openTold({ accessToken }: Who) {
  const socket = await TestSocket.open(accessToken);
  socket.send({ type: "sync", features: ["invitations"] });
  return { socket, done: await socket.nextOfType("sync-done") };
}

async function makeGroup(owner: Who, members: readonly Who[], more: object = {}): Promise<string> {
  const body = { name: "Tea", memberIds: members.map(({ user }) => user.id), ...more };
  const { body: made } = await call(owner, "POST", "groups", body);
  return (made as CreatedGroupResult).group.id;
}

/** Olga owns it; Mona is a member; Stan was one and has left, so that he has to be asked. */
async function makeTea(more: object = {}) {
  const [olga, mona, stan] = [
    await register(newUsername("olga")),
    await register(newUsername("mona")),
    await register(newUsername("stan")),
  ];
  const groupId = await makeGroup(olga, [mona, stan], more);
  await leave(stan, groupId);
  return { olga, mona, stan, groupId };
}

describe("[INVITE-1] whoever is added", () => {
  it("[INVITE-13] and agrees is in; who does not is named, told on every device, and sees the group without being in it", async () => {
    const { olga, mona, stan, groupId } = await makeTea({ avatar: "tea.png" });
    const sue = await register(newUsername("sue"));
    const [{ socket }, deaf] = [await openTold(stan), await openLive(stan.accessToken)];
    const { body } = await add(mona, groupId, sue, stan);
    expect(body).toMatchObject({ joined: [sue.user.id], invited: [stan.user.id] });
    const { revision } = await socket.take("invitations-changed");
    const page = await mine(stan);
    expect(page).toMatchObject({
      items: [{ groupId, group: { name: "Tea", avatar: "tea.png", memberCount: 3 }, invitedBy: mona.user.id }],
      next: null,
      people: [{ id: mona.user.id }],
    });
    const [invitation] = page.items;
    expect((invitation?.expiresAt ?? 0) - (invitation?.createdAt ?? 0)).toBe(30 * 86_400_000);
    // One that connects later hears of it by its sync.
    expect((await openTold(stan)).done).toMatchObject({ invitations: revision });
    expect(deaf.all("invitations-changed")).toEqual([]);
    // Nothing of the group is theirs yet.
    expect(codeOf(await call(stan, "GET", `groups/${groupId}/members`))).toBe("CONVERSATION_NOT_FOUND");
    expect(await ofGroup(olga, groupId)).toMatchObject([{ userId: stan.user.id, invitedBy: mona.user.id }]);
    expect(await ofGroup(mona, groupId)).toHaveLength(1);
    expect(await ofGroup(sue, groupId)).toEqual([]);
  });

  it("by whom the user's choice does not allow it is invited", async () => {
    const { mona, stan, groupId } = await makeTea();
    const [nobody, friends] = [await register(newUsername("nina")), await register(newUsername("fred"))];
    await call(nobody, "PATCH", "me/privacy", { groups: "nobody" });
    await call(friends, "PATCH", "me/privacy", { groups: "friends" });
    const { body } = await add(mona, groupId, nobody, friends, stan);
    expect(body).toMatchObject({ seq: null, joined: [], invited: [nobody, friends, stan].map(({ user }) => user.id) });
    // A friend adds them, and what was waiting is over.
    await call(mona, "POST", "friend-requests", { userId: friends.user.id });
    await call(friends, "POST", `friend-requests/${mona.user.id}`, { accept: true });
    expect((await add(mona, groupId, nobody, friends)).body).toMatchObject({
      joined: [friends.user.id],
      invited: [nobody.user.id],
    });
    expect([(await mine(friends)).items.length, (await mine(nobody)).items.length]).toEqual([0, 1]);
  });

  it("to a group that is being made is invited in the same way, and once however often it is made", async () => {
    const [olga, bob] = [await register(newUsername("olga")), await register(newUsername("bob"))];
    await call(bob, "PUT", `blocks/${olga.user.id}`);
    const body = { name: "Tea", memberIds: [bob.user.id], clientGroupId: crypto.randomUUID() };
    const made = await call(olga, "POST", "groups", body);
    const again = await call(olga, "POST", "groups", body);
    expect(made.body).toMatchObject({ group: { memberCount: 1 }, invited: [bob.user.id] });
    expect(again.body).toMatchObject({ group: { memberCount: 1 }, invited: [bob.user.id] });
    expect(await mine(bob)).toMatchObject({ items: [], people: [] });
  });
});

describe("an answer", () => {
  let tea: Awaited<ReturnType<typeof makeTea>>;
  beforeEach(async () => {
    tea = await makeTea({ settings: { joinPolicy: "closed" } });
    await add(tea.mona, tea.groupId, tea.stan);
  });

  it("[INVITE-3] accepts: an event says who let them in, the list is empty on all devices, and a repeat is the same", async () => {
    const { olga, mona, stan, groupId } = tea;
    const [{ socket: his }, hers] = [await openTold(stan), await openLive(olga.accessToken)];
    const first = await answer(stan, groupId, true);
    expect([first.status, first.body]).toMatchObject([200, { joined: true, conversation: { id: groupId } }]);
    expect(await hers.take("member-changed")).toMatchObject({
      actorId: mona.user.id,
      userIds: [stan.user.id],
      change: { kind: "joined", how: "added" },
    });
    expect(await his.take("invitations-changed")).not.toHaveProperty("revision");
    expect((await answer(stan, groupId, true)).status).toBe(200);
    expect([(await mine(stan)).items, await ofGroup(olga, groupId)]).toEqual([[], []]);
  });

  it("[INVITE-4] to one that was revoked is refused; whoever made it, an admin or the owner revokes it, and nobody else", async () => {
    const { olga, mona, stan, groupId } = tea;
    const sue = await register(newUsername("sue"));
    await add(olga, groupId, sue);
    const revoke = (who: Who) => call(who, "DELETE", `groups/${groupId}/invitations/${stan.user.id}`);
    expect(codeOf(await revoke(sue))).toBe("FORBIDDEN");
    expect(codeOf(await revoke(stan))).toBe("CONVERSATION_NOT_FOUND");
    expect((await revoke(mona)).status).toBe(204);
    expect((await revoke(olga)).status).toBe(204);
    expect((await mine(stan)).items).toEqual([]);
    expect(codeOf(await answer(stan, groupId, true))).toBe("NOT_FOUND");
    expect((await answer(stan, groupId, false)).status).toBe(200);
  });

  it("[INVITE-6] declines: the group sees no difference, and nobody invites them again of late", async () => {
    const { olga, mona, stan, groupId } = tea;
    const before = await ofGroup(olga, groupId);
    expect((await answer(stan, groupId, false)).body).toMatchObject({ joined: false });
    expect(await ofGroup(olga, groupId)).toEqual(before);
    for (const who of [olga, mona])
      expect((await add(who, groupId, stan)).body).toMatchObject({ invited: [stan.user.id] });
    expect((await mine(stan)).items).toEqual([]);
    expect(codeOf(await answer(stan, groupId, true))).toBe("NOT_FOUND");
  });

  it("[INVITE-5] is refused when there is a ban, and when the group is gone", async () => {
    const { olga, stan, groupId } = tea;
    await call(olga, "PUT", `groups/${groupId}/bans/${stan.user.id}`);
    expect([(await mine(stan)).items, codeOf(await answer(stan, groupId, true))]).toEqual([[], "NOT_FOUND"]);
    await call(olga, "DELETE", `groups/${groupId}/bans/${stan.user.id}`);
    await add(olga, groupId, stan);
    expect((await mine(stan)).items).toHaveLength(1);
    await call(olga, "DELETE", `groups/${groupId}`);
    expect([(await mine(stan)).items, codeOf(await answer(stan, groupId, true))]).toEqual([
      [],
      "CONVERSATION_NOT_FOUND",
    ]);
  });
});

it("[INVITE-7] whoever is blocked gets the same answers, and nothing arrives; of what came before nothing stays", async () => {
  const { olga, mona, stan, groupId } = await makeTea();
  const { groupId: other, olga: host, stan: guest } = await makeTea();
  await call(stan, "PUT", `blocks/${mona.user.id}`);
  const { socket } = await openTold(stan);
  const [blocked, open] = [await add(mona, groupId, stan), await add(host, other, guest)];
  expect({ ...Object(blocked.body), invited: [] }).toEqual({ ...Object(open.body), invited: [] });
  expect([blocked.status, Object.keys(Object(blocked.body))]).toEqual([open.status, Object.keys(Object(open.body))]);
  expect((await ofGroup(mona, groupId)).map(({ userId }) => userId)).toEqual([stan.user.id]);
  expect([(await mine(stan)).items, socket.all("invitations-changed")]).toEqual([[], []]);
  // Somebody else's arrives, until they are blocked too.
  await add(olga, groupId, stan);
  await socket.take("invitations-changed");
  expect((await mine(stan)).items).toMatchObject([{ invitedBy: olga.user.id }]);
  await call(stan, "PUT", `blocks/${olga.user.id}`);
  expect((await mine(stan)).items).toEqual([]);
});

it("[INVITE-10] admins and the owner see who let a member in, members do not", async () => {
  const { olga, mona, stan, groupId } = await makeTea();
  await add(mona, groupId, stan);
  await answer(stan, groupId, true);
  const letInBy = async (who: Who): Promise<unknown> => {
    const { body } = await call(who, "GET", `groups/${groupId}/members`);
    const { items } = body as { items: { userId: string; letInBy?: string }[] };
    return Object.fromEntries(items.map((member) => [member.userId, member.letInBy]));
  };
  const all = { [olga.user.id]: undefined, [mona.user.id]: olga.user.id, [stan.user.id]: mona.user.id };
  expect(await letInBy(olga)).toEqual(all);
  expect(await letInBy(mona)).toEqual({
    [olga.user.id]: undefined,
    [mona.user.id]: undefined,
    [stan.user.id]: undefined,
  });
});

it("[INVITE-12] one's own requests to join are listed, until they are answered or withdrawn", async () => {
  const [olga, sue] = [await register(newUsername("olga")), await register(newUsername("sue"))];
  const groups = [await makeGroup(olga, []), await makeGroup(olga, []), await makeGroup(olga, [])];
  for (const groupId of groups) await call(sue, "POST", `groups/${groupId}/join`, { message: "Me too" });
  const requests = async (query = "") =>
    (await call(sue, "GET", `join-requests${query}`)).body as { items: { groupId: string }[]; next: string | null };
  const ids = async () => (await requests()).items.map(({ groupId }) => groupId);
  expect((await requests()).items[0]).toMatchObject({ group: { name: "Tea", memberCount: 1 } });
  expect(await ids()).toEqual(groups.toReversed());
  const first = await requests("?limit=2");
  expect((await requests(`?limit=2&cursor=${first.next}`)).items).toMatchObject([{ groupId: groups[0] }]);
  await call(olga, "POST", `groups/${groups[0]}/requests/${sue.user.id}`, { accept: true });
  await call(olga, "POST", `groups/${groups[1]}/requests/${sue.user.id}`, { accept: false });
  expect(await ids()).toEqual([groups[2]]);
  await call(sue, "DELETE", `groups/${groups[2]}/join`);
  expect(await ids()).toEqual([]);
});

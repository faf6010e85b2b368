// Groups over HTTP: listed, shown, changed; and their members.
import { beforeEach, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { messagesResultShape } from "../../schema/protocol/http-conversations.ts";
import {
  addMembersResultShape,
  announcementsResultShape,
  groupChangeResultShape,
  groupResultShape,
  groupsResultShape,
  groupViewResultShape,
  membersResultShape,
} from "../../schema/protocol/http-groups.ts";
import { newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { documentedCodes } from "../support/documented-codes.ts";
import { call, codeFor, give, makeGroup, say, threePeople } from "../support/group-http.ts";
import { newUsername, register } from "../support/people.ts";
import { codeOf } from "../support/worker-http.ts";

let ada: SessionResult, bob: SessionResult, cleo: SessionResult;
beforeEach(async () => {
  [ada, bob, cleo] = await threePeople();
});

describe("a group", () => {
  it("[GROUPHTTP-2] is listed among the groups of its members, page by page, and in nobody else's", async () => {
    const [emil, finn] = [await register(newUsername("emil")), await register(newUsername("finn"))];
    const made: ConversationId[] = [];
    for (let i = 0; i < 3; i++) made.push((await makeGroup(emil, [finn])).id);
    await call(emil, "POST", "/api/conversations", { kind: "direct", userId: finn.user.id });
    for (const who of [emil, finn]) {
      const first = await give(groupsResultShape, call(who, "GET", "/api/groups?limit=2"));
      const rest = await give(groupsResultShape, call(who, "GET", `/api/groups?limit=2&cursor=${first.next}`));
      const listed = [...first.items, ...rest.items];
      expect(listed.map(({ id }) => id).toSorted()).toEqual(made.toSorted());
      expect(listed.every(({ kind, group }) => kind === "group" && group?.name === "Tea")).toBe(true);
      expect(rest.next).toBeNull();
    }
    expect(await give(groupsResultShape, call(await register(newUsername("gina")), "GET", "/api/groups"))).toEqual({
      items: [],
      next: null,
    });
  });

  it("[GROUPHTTP-2] shows its profile to anyone, itself to members", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    const seen = await give(groupViewResultShape, call(bob, "GET", path));
    expect(seen.group).toMatchObject({ id, self: { userId: bob.user.id, role: "member" } });
    const outside = await give(groupViewResultShape, call(cleo, "GET", path));
    expect(outside).toEqual({ profile: seen.profile });
    expect(seen.profile).toEqual({
      id,
      name: "Tea",
      description: "",
      avatar: "",
      memberCount: 2,
      joinPolicy: "approval",
    });
  });

  it("[GROUPHTTP-2] is changed by one kind of change at a time", async () => {
    const { path } = await makeGroup(ada, [bob]);
    const edit = async (body: object) => (await give(groupResultShape, call(ada, "PATCH", path, body))).group;
    expect(await edit({ name: "Coffee", description: "at three" })).toMatchObject({
      name: "Coffee",
      description: "at three",
      avatar: "",
    });
    expect(await edit({ avatar: "https://example.com/cup.png" })).toMatchObject({ name: "Coffee" });
    expect(await edit({ settings: { maySend: "admins" } })).toMatchObject({ settings: { maySend: "admins" } });
    expect(await edit({ settings: { joinPolicy: "password" }, password: "three cups" })).toMatchObject({
      joinPolicy: "password",
    });
    expect(await edit({ allSilenced: true })).toMatchObject({ allSilenced: true });
  });

  it("[GROUPHTTP-4] refuses several kinds at once, and none", async () => {
    const { path } = await makeGroup(ada, [bob]);
    for (const body of [
      {},
      { name: "Coffee", allSilenced: true },
      { name: "Coffee", settings: {} },
      { description: "", password: "three cups" },
      { settings: {}, allSilenced: false },
    ]) {
      expect(await codeFor(call(ada, "PATCH", path, body))).toBe("INVALID_REQUEST");
    }
    expect(await codeFor(call(ada, "PATCH", path, { settings: { joinPolicy: "password" } }))).toBe("INVALID_REQUEST");
    const { group } = await give(groupViewResultShape, call(ada, "GET", path));
    expect(group).toMatchObject({ name: "Tea", allSilenced: false, joinPolicy: "approval" });
  });

  it("[GROUP-14] [GROUPHTTP-2] its owner cannot step down, as the document says", async () => {
    const { path } = await makeGroup(ada, [bob]);
    const own = `${path}/members/${ada.user.id}`;
    expect(await codeFor(call(ada, "PATCH", own, { role: "member" }))).toBe("OWNER_MUST_TRANSFER");
    expect(documentedCodes("PATCH", own)).toContain("OWNER_MUST_TRANSFER");
  });

  it("[GROUPHTTP-2] is handed over, and dissolved", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    expect(await codeFor(call(ada, "DELETE", `${path}/members/${ada.user.id}`))).toBe("OWNER_MUST_TRANSFER");
    const handed = await give(groupResultShape, call(ada, "POST", `${path}/transfer`, { userId: bob.user.id }));
    expect(handed.group).toMatchObject({ ownerId: bob.user.id, self: { role: "admin" } });
    expect(await codeFor(call(ada, "DELETE", path))).toBe("FORBIDDEN");
    const { seq } = await give(groupChangeResultShape, call(bob, "DELETE", path));
    const page = await give(messagesResultShape, call(ada, "GET", `/api/conversations/${id}/messages?limit=1`));
    expect(page.events).toMatchObject([{ seq, type: "group-changed", change: { kind: "dissolved" } }]);
    for (const who of [ada, bob, cleo]) {
      expect(await codeFor(call(who, "GET", path))).toBe("CONVERSATION_NOT_FOUND");
      expect(await codeFor(say(who, id))).toBe("CONVERSATION_NOT_FOUND");
    }
  });

  it("[GROUPHTTP-2] announces, and keeps what it announced", async () => {
    const { path } = await makeGroup(ada, [bob], { mayEditInfo: "members" });
    const { seq } = await give(groupChangeResultShape, call(bob, "PUT", `${path}/announcement`, { text: "Tuesday" }));
    expect(await call(bob, "PUT", `${path}/announcement`, { text: "Tuesday" })).toMatchObject({ body: { seq: null } });
    await call(ada, "PUT", `${path}/announcement`, { text: "Wednesday" });
    const { items: announcements } = await give(announcementsResultShape, call(bob, "GET", `${path}/announcements`));
    expect(announcements).toMatchObject([
      { text: "Wednesday", authorId: ada.user.id },
      { text: "Tuesday", authorId: bob.user.id, seq },
    ]);
    const { group } = await give(groupViewResultShape, call(bob, "GET", path));
    expect(group?.announcement).toEqual(announcements[0]);
  });
});

describe("members", () => {
  it("[GROUPHTTP-2] are listed page by page, by role and by name", async () => {
    const others = await Promise.all([1, 2, 3].map(() => register(newUsername("hugo"))));
    const { path } = await makeGroup(ada, [bob, ...others]);
    await call(bob, "PATCH", `${path}/members/${bob.user.id}`, { nickname: "Bobby" });
    const list = (query: string) => give(membersResultShape, call(bob, "GET", `${path}/members${query}`));
    const first = await list("?limit=3");
    const rest = await list(`?limit=3&cursor=${first.next}`);
    expect(rest.next).toBeNull();
    expect([...first.items, ...rest.items].map(({ userId }) => userId).toSorted()).toEqual(
      [ada, bob, ...others].map(({ user }) => user.id).toSorted(),
    );
    expect((await list("?role=owner")).items).toMatchObject([{ userId: ada.user.id, role: "owner" }]);
    expect((await list("?prefix=bOB")).items).toMatchObject([{ userId: bob.user.id, nickname: "Bobby" }]);
    expect((await list(`?prefix=${bob.user.id}`)).items).toHaveLength(1);
  });

  it("[GROUPHTTP-2] [GROUPHTTP-5] are added: all, or nobody", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    const add = (...userIds: string[]) => call(bob, "POST", `${path}/members`, { userIds });
    expect(await codeFor(add(cleo.user.id, newUserId()))).toBe("USER_NOT_FOUND");
    expect(await codeFor(say(cleo, id))).toBe("CONVERSATION_NOT_FOUND");
    const added = await give(addMembersResultShape, add(cleo.user.id, bob.user.id, cleo.user.id));
    expect(added).toEqual({ seq: 4, joined: [cleo.user.id] });
    expect(await give(addMembersResultShape, add(cleo.user.id))).toEqual({ seq: null, joined: [] });
    expect((await say(cleo, id)).status).toBe(201);
  });

  it("[GROUPHTTP-2] [GROUP-51] get a role, a nickname and a mute, one at a time", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    const edit = (who: SessionResult, body: object) => call(who, "PATCH", `${path}/members/${bob.user.id}`, body);
    const self = async () => (await give(groupViewResultShape, call(bob, "GET", path))).group?.self;
    await give(groupChangeResultShape, edit(ada, { role: "admin" }));
    await give(groupChangeResultShape, edit(bob, { nickname: "Bobby" }));
    expect(await self()).toMatchObject({ role: "admin", nickname: "Bobby" });
    expect(await give(groupChangeResultShape, edit(ada, { role: "admin" }))).toEqual({ seq: null });
    await give(groupChangeResultShape, edit(ada, { role: "member" }));
    const silencedUntil = Date.now() + 3_600_000;
    await give(groupChangeResultShape, edit(ada, { silencedUntil }));
    const refused = await say(bob, id);
    expect(codeOf(refused)).toBe("MUTED");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(3_000);
    const renamed = await edit(bob, { nickname: "Buy here" });
    expect(codeOf(renamed)).toBe("MUTED");
    expect(Number(renamed.headers.get("retry-after"))).toBeGreaterThan(3_000);
    await give(groupChangeResultShape, edit(ada, { silencedUntil: null }));
    expect((await say(bob, id)).status).toBe(201);
    for (const body of [{}, { role: "member", nickname: "" }, { role: "owner" }, { silencedUntil: -1 }]) {
      expect(await codeFor(edit(ada, body))).toBe("INVALID_REQUEST");
    }
  });

  it("[GROUPHTTP-2] are removed, or leave, and still read what was theirs", async () => {
    const { path, id } = await makeGroup(ada, [bob, cleo]);
    expect(await codeFor(call(bob, "DELETE", `${path}/members/${cleo.user.id}`))).toBe("FORBIDDEN");
    const { seq } = await give(groupChangeResultShape, call(ada, "DELETE", `${path}/members/${cleo.user.id}`));
    expect(await codeFor(call(ada, "DELETE", `${path}/members/${cleo.user.id}`))).toBe("MEMBER_NOT_FOUND");
    await give(groupChangeResultShape, call(bob, "DELETE", `${path}/members/${bob.user.id}`));
    await say(ada, id);
    const page = await give(messagesResultShape, call(cleo, "GET", `/api/conversations/${id}/messages`));
    // Not even that there is more.
    expect(page.headSeq).toBe(seq);
    expect(page.events.at(-1)).toMatchObject({ seq, change: { kind: "removed", banned: false } });
    expect((await give(groupsResultShape, call(cleo, "GET", "/api/groups"))).items).not.toContainEqual(
      expect.objectContaining({ id }),
    );
  });
});

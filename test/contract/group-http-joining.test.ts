// Ways into a group over HTTP, and who is kept out.
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import {
  bansResultShape,
  groupChangeResultShape,
  groupLinkResultShape,
  groupLinksResultShape,
  groupProfileResultShape,
  groupResultShape,
  groupViewResultShape,
  joinGroupResultShape,
  joinRequestsResultShape,
} from "../../schema/protocol/http-groups.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { groupStub } from "../../durable-objects/runtime/stubs.ts";
import { hashPassword } from "../../durable-objects/passwords/password-hash.ts";
import { call, codeFor, give, makeGroup, say, threePeople } from "../support/group-http.ts";
import { newUsername, register } from "../support/people.ts";
import { codeOf } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let cleo: SessionResult;
beforeEach(async () => {
  [ada, bob, cleo] = await threePeople();
});

describe("ways in", () => {
  const join = (who: SessionResult, path: string, body: object = {}) => call(who, "POST", `${path}/join`, body);

  it("[GROUPHTTP-2] [GROUPHTTP-9] free: in at once, and again the same", async () => {
    const { path, id } = await makeGroup(ada, [bob], { joinPolicy: "free" });
    const { conversation, ...rest } = await give(joinGroupResultShape, join(cleo, path));
    expect(rest).toEqual({ groupId: id, joined: true, requested: false });
    expect(conversation).toMatchObject({ id, kind: "group", unread: 0, group: { memberCount: 3 } });
    expect((await say(cleo, id)).status).toBe(201);
    expect(await give(joinGroupResultShape, join(cleo, path))).toMatchObject({ joined: true });
  });

  it("[GROUPHTTP-2] [GROUP-25] approval: asked for, withdrawn, asked again, answered", async () => {
    const { path, id } = await makeGroup(ada, [bob]);
    const requests = async () => (await give(joinRequestsResultShape, call(ada, "GET", `${path}/requests`))).items;
    expect(await give(joinGroupResultShape, join(cleo, path, { message: "May I?" }))).toEqual({
      groupId: id,
      joined: false,
      requested: true,
    });
    expect(await requests()).toMatchObject([{ userId: cleo.user.id, message: "May I?" }]);
    expect((await give(groupViewResultShape, call(cleo, "GET", path))).requested).toBe(true);
    expect((await give(groupViewResultShape, call(ada, "GET", path))).requested).toBeUndefined();
    expect((await call(cleo, "DELETE", `${path}/join`)).status).toBe(204);
    expect((await give(groupViewResultShape, call(cleo, "GET", path))).requested).toBeUndefined();
    expect(await requests()).toEqual([]);
    const answer = (accept: boolean) => call(ada, "POST", `${path}/requests/${cleo.user.id}`, { accept });
    expect(await codeFor(answer(true))).toBe("NOT_FOUND");
    await join(cleo, path);
    expect(await give(groupChangeResultShape, answer(false))).toEqual({ seq: null });
    await join(cleo, path);
    const { seq } = await give(groupChangeResultShape, answer(true));
    expect(seq).toBe(4);
    expect((await say(cleo, id)).status).toBe(201);
  });

  it("[GROUPHTTP-2] closed and by link only: not by asking", async () => {
    for (const joinPolicy of ["closed", "link"]) {
      const { path } = await makeGroup(ada, [bob], { joinPolicy });
      expect(await codeFor(join(cleo, path))).toBe("JOIN_NOT_ALLOWED");
      expect(await codeFor(join(cleo, path, { password: "three cups" }))).toBe("JOIN_NOT_ALLOWED");
    }
  });

  describe("by password", () => {
    async function locked(password = "three cups") {
      const made = await makeGroup(ada, [bob]);
      const settings = { joinPolicy: "password" };
      await give(groupResultShape, call(ada, "PATCH", made.path, { settings, password }));
      return made;
    }

    it("[GROUPHTTP-7] the right one, in whatever Unicode form, and no other", async () => {
      const { path } = await locked("caf\u00e9 au lait");
      expect(await codeFor(join(cleo, path))).toBe("JOIN_NOT_ALLOWED");
      expect(await codeFor(join(cleo, path, { password: "cafe au lait" }))).toBe("WRONG_PASSWORD");
      expect(await give(joinGroupResultShape, join(cleo, path, { password: "cafe\u0301 au lait" }))).toMatchObject({
        joined: true,
      });
      // Who is in needs none.
      expect(await give(joinGroupResultShape, join(cleo, path, { password: "whatever" }))).toMatchObject({
        joined: true,
      });
    });

    it("[GROUPHTTP-7] not one that was changed since", async () => {
      const { path } = await locked();
      await give(groupResultShape, call(ada, "PATCH", path, { password: "four cups" }));
      expect(await codeFor(join(cleo, path, { password: "three cups" }))).toBe("WRONG_PASSWORD");
      expect(await give(joinGroupResultShape, join(cleo, path, { password: "four cups" }))).toMatchObject({
        joined: true,
      });
    });

    it("[GROUP-54] has six characters at least when it is set; a shorter one of earlier admits still", async () => {
      const { id, path } = await locked();
      expect(await codeFor(call(ada, "PATCH", path, { password: "tea 4" }))).toBe("INVALID_REQUEST");
      const passwordHash = await hashPassword("four", env.SCRYPT_COST);
      const op: GroupOp = { kind: "edit-settings", settings: {}, passwordHash };
      await groupStub(env, id).change({ userId: ada.user.id, op });
      expect(await codeFor(join(cleo, path, { password: "for" }))).toBe("WRONG_PASSWORD");
      expect(await give(joinGroupResultShape, join(cleo, path, { password: "four" }))).toMatchObject({ joined: true });
    });

    it("[GROUPHTTP-7] guessed at speed: five are looked at, and then not even the right one", async () => {
      const { path, id } = await locked();
      const guesses = Array.from({ length: 30 }, (_, i) => join(cleo, path, { password: `guess ${i}` }));
      const codes = await Promise.all(guesses.map(codeFor));
      expect(codes.filter((one) => one === "WRONG_PASSWORD")).toHaveLength(5);
      expect(codes.filter((one) => one === "RATE_LIMITED")).toHaveLength(25);
      expect(await codeFor(join(cleo, path, { password: "three cups" }))).toBe("RATE_LIMITED");
      expect(await codeFor(say(cleo, id))).toBe("CONVERSATION_NOT_FOUND");
      // Others may still try.
      const ivan = await register(newUsername("ivan"));
      expect(await give(joinGroupResultShape, join(ivan, path, { password: "three cups" }))).toMatchObject({
        joined: true,
      });
    });

    it("[GROUPHTTP-7] the right one forgets the wrong ones before it", async () => {
      const { path } = await locked();
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 4; i++) {
          expect(await codeFor(join(cleo, path, { password: `guess ${i}` }))).toBe("WRONG_PASSWORD");
        }
        expect((await join(cleo, path, { password: "three cups" })).status).toBe(200);
        expect((await call(cleo, "DELETE", `${path}/members/${cleo.user.id}`)).status).toBe(200);
      }
    });

    it("[GROUPHTTP-7] is set by admins and the owner, and told to nobody", async () => {
      const { path } = await locked();
      expect(await codeFor(call(bob, "PATCH", path, { password: "five cups" }))).toBe("FORBIDDEN");
      expect(await codeFor(call(cleo, "PATCH", path, { password: "five cups" }))).toBe("CONVERSATION_NOT_FOUND");
      const { body } = await call(ada, "GET", path);
      expect(JSON.stringify(body)).not.toMatch(/scrypt|cups/);
    });
  });

  it("[GROUPHTTP-2] a ban keeps out, whatever the way, until it is lifted", async () => {
    const { path, id } = await makeGroup(ada, [bob], { joinPolicy: "free" });
    await join(cleo, path);
    const ban = `${path}/bans/${cleo.user.id}`;
    const { seq } = await give(groupChangeResultShape, call(ada, "PUT", ban));
    expect(seq).not.toBeNull();
    expect(await give(groupChangeResultShape, call(ada, "PUT", ban))).toEqual({ seq: null });
    expect((await give(bansResultShape, call(ada, "GET", `${path}/bans`))).items).toMatchObject([
      { userId: cleo.user.id, bannedBy: ada.user.id },
    ]);
    expect(await codeFor(join(cleo, path))).toBe("BANNED");
    expect((await give(groupViewResultShape, call(cleo, "GET", path))).banned).toBe(true);
    expect((await give(groupViewResultShape, call(bob, "GET", path))).banned).toBeUndefined();
    expect(await codeFor(call(bob, "POST", `${path}/members`, { userIds: [cleo.user.id] }))).toBe("BANNED");
    expect(await codeFor(say(cleo, id))).toBe("CONVERSATION_NOT_FOUND");
    for (let i = 0; i < 2; i++) expect((await call(ada, "DELETE", ban)).status).toBe(204);
    expect(await give(joinGroupResultShape, join(cleo, path))).toMatchObject({ joined: true });
    expect(await codeFor(call(ada, "PUT", `${path}/bans/${newUserId()}`))).toBe("USER_NOT_FOUND");
    expect(await codeFor(call(ada, "PUT", `${path}/bans/${ada.user.id}`))).toBe("FORBIDDEN");
  });
});

describe("links", () => {
  const use = (who: SessionResult, token: string) => call(who, "POST", `/api/group-links/${token}/join`);
  const make = async (path: string, terms: object = {}) =>
    (await give(groupLinkResultShape, call(ada, "POST", `${path}/links`, terms), 201)).link;

  it("[GROUPHTTP-2] [GROUPHTTP-9] lead to the group, let in, and are revoked", async () => {
    const { path, id } = await makeGroup(ada, [bob], { joinPolicy: "link" });
    const link = await make(path);
    expect(link).toMatchObject({ createdBy: ada.user.id, expiresAt: null, maxUses: null, uses: 0 });
    const { profile } = await give(groupProfileResultShape, call(cleo, "GET", `/api/group-links/${link.token}`));
    expect(profile).toMatchObject({ id, name: "Tea", memberCount: 2 });
    const joined = await give(joinGroupResultShape, use(cleo, link.token));
    expect(joined).toMatchObject({ groupId: id, joined: true, requested: false, conversation: { id } });
    expect((await say(cleo, id)).status).toBe(201);
    const { items: links } = await give(groupLinksResultShape, call(ada, "GET", `${path}/links`));
    expect(links).toEqual([{ ...link, uses: 1 }]);
    expect((await call(ada, "DELETE", `${path}/links/${link.linkId}`)).status).toBe(204);
    const dora = await register(newUsername("dora"));
    expect(await codeFor(call(dora, "GET", `/api/group-links/${link.token}`))).toBe("LINK_NOT_VALID");
    expect(await codeFor(use(dora, link.token))).toBe("LINK_NOT_VALID");
  });

  it("[GROUPHTTP-6] let in exactly as many as they may, however many come at once", async () => {
    const { path } = await makeGroup(ada, [bob]);
    const { token } = await make(path, { maxUses: 2 });
    const guests = await Promise.all(Array.from({ length: 6 }, () => register(newUsername("kurt"))));
    const answers = await Promise.all([...guests, bob, bob].map((guest) => use(guest, token)));
    const guestCodes = answers.slice(0, 6).map((answer) => (answer.status === 200 ? 200 : codeOf(answer)));
    expect(guestCodes.filter((one) => one === 200)).toHaveLength(2);
    expect(guestCodes.filter((one) => one === "LINK_NOT_VALID")).toHaveLength(4);
    // Bob was in before, and used nothing up.
    expect(answers.slice(6).map(({ status }) => status)).toEqual([200, 200]);
    const { profile } = await give(groupViewResultShape, call(ada, "GET", path));
    expect(profile.memberCount).toBe(4);
  });

  it("[GROUPHTTP-2] that would never work are not made", async () => {
    const { path } = await makeGroup(ada, [bob]);
    for (const terms of [
      { expiresAt: Date.now() - 1 },
      { expiresAt: 0 },
      { maxUses: 0 },
      { maxUses: 1.5 },
      { uses: 3 },
    ]) {
      expect(await codeFor(call(ada, "POST", `${path}/links`, terms))).toBe("INVALID_REQUEST");
    }
    expect(await make(path, { expiresAt: Date.now() + 60_000, maxUses: null })).toMatchObject({ maxUses: null });
  });
});

// Deleted accounts over HTTP and sockets, with real objects: the password, the way back, and what others see afterwards.
import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult, User } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { sessionObject } from "../support/actors.ts";
import { CaughtQueue, deliver, untilTold } from "../support/jobs-queue.ts";
import { message } from "../support/matrix-world.ts";
import { recordsOf, suspend } from "../support/operators.ts";
import { logIn, newUsername, openDirect, openLive, password, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

/** Objects read it when they start. */
const variables = env as { ACCOUNT_RESTORE_SECONDS?: string };
let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => {
  queue.restore();
  vi.useRealTimers();
  delete variables.ACCOUNT_RESTORE_SECONDS;
});

const keptMs = defaultLimits.ACCOUNT_RESTORE_SECONDS * 1_000;
const call = ({ accessToken }: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: accessToken, body });
const leave = (who: SessionResult, fields: object = {}): Promise<HttpAnswer> =>
  call(who, "DELETE", "/api/me", { password, eraseMessages: false, ...fields });
const logInAs = ({ user: { username } }: SessionResult, fields: object = {}): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path: "/api/auth/login", body: { username, password, ...fields } });
const say = (who: SessionResult, id: ConversationId): Promise<HttpAnswer> =>
  call(who, "POST", `/api/conversations/${id}/messages`, message());

/** The alarm of this user's session, at a time. */
async function ringAt(userId: UserId, at: number): Promise<void> {
  vi.useFakeTimers({ toFake: ["Date"], now: at });
  await runDurableObjectAlarm(sessionObject(userId));
}

/** Deletes the account and lets its time go by. Tokens of others have expired then: they sign in again. */
async function leaveForGood(who: SessionResult, fields: object = {}): Promise<void> {
  const { body } = await leave(who, fields);
  await ringAt(who.user.id, (body as { endsAt: number }).endsAt);
}

async function newGroup(owner: SessionResult, members: readonly SessionResult[]): Promise<ConversationId> {
  const memberIds = members.map(({ user }) => user.id);
  const { body } = await call(owner, "POST", "/api/groups", { name: "Climbers", memberIds });
  return (body as { group: { id: ConversationId } }).group.id;
}

const friendsOf = async (who: SessionResult): Promise<UserId[]> => {
  const { body } = await call(who, "GET", "/api/friends");
  return (body as { items: { userId: UserId }[] }).items.map(({ userId }) => userId);
};

const rolesIn = async (who: SessionResult, id: ConversationId) => {
  const { body } = await call(who, "GET", `/api/groups/${id}/members`);
  return (body as { items: { userId: UserId; role: string }[] }).items.map(({ userId, role }) => [userId, role]);
};

describe("[LEAVE-1] deleting one's account", () => {
  it("needs the current password, which counts as at a sign-in", async () => {
    const ada = await register(newUsername("ada"));
    const wrong = await leave(ada, { password: "wrong horse, wrong battery" });
    expect([wrong.status, wrong.body]).toMatchObject([403, { code: "WRONG_PASSWORD", pointer: "/password" }]);
    expect(codeOf(await call(ada, "DELETE", "/api/me", { password }))).toBe("INVALID_REQUEST");
    expect((await call(ada, "GET", "/api/devices")).status).toBe(200);
    for (let n = 1; n < defaultLimits.LIMIT_LOGIN_FAILURES; n++)
      await leave(ada, { password: "wrong horse, wrong battery" });
    expect(codeOf(await leave(ada))).toBe("RATE_LIMITED");
  });

  it("signs all devices out and says until when one may come back; the account is as it was for others", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const id = await openDirect(ada.accessToken, bob.user.id);
    const laptop = await logIn(ada.user.username);
    const sockets = [await openLive(ada.accessToken), await openLive(laptop.accessToken)];
    const before = Date.now();
    const { status, body } = await leave(ada);
    const { endsAt } = body as { endsAt: number };
    expect(status).toBe(200);
    expect(endsAt).toBeGreaterThanOrEqual(before + keptMs);
    for (const socket of sockets) expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    for (const device of [ada, laptop])
      expect(codeOf(await call(device, "GET", "/api/devices"))).toBe("DEVICE_SIGNED_OUT");
    expect((await say(bob, id)).status).toBe(201);
    expect((await call(bob, "GET", `/api/users/${ada.user.id}`)).body).toMatchObject({ user: ada.user });
  });
});

describe("[LEAVE-2] coming back", () => {
  it("takes the right password and the word; everything is as it was", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const id = await openDirect(ada.accessToken, bob.user.id);
    await say(bob, id);
    await leave(ada);
    expect(codeOf(await logInAs(ada, { password: "wrong horse, wrong battery" }))).toBe("INVALID_CREDENTIALS");
    const told = await logInAs(ada);
    expect(codeOf(told)).toBe("ACCOUNT_LEAVING");
    const { retryAfterMs = 0 } = told.body as { retryAfterMs?: number };
    expect([retryAfterMs > keptMs - 60_000, retryAfterMs <= keptMs]).toEqual([true, true]);
    const back = await logInAs(ada, { restore: true });
    expect(back.status).toBe(200);
    const again = back.body as SessionResult;
    expect(again.user).toEqual(ada.user);
    expect((await call(again, "GET", "/api/conversations")).body).toMatchObject({ items: [{ id, unread: 1 }] });
    expect((await logInAs(ada)).status).toBe(200);
    await ringAt(ada.user.id, Date.now() + 2 * keptMs);
    expect((await logInAs(ada)).status).toBe(200);
  });

  it("is no way around a suspension, and the word alone changes nothing", async () => {
    const ada = await register(newUsername("ada"));
    expect((await logInAs(ada, { restore: true })).status).toBe(200);
    await leave(ada);
    await suspend(ada.user.id);
    expect(codeOf(await logInAs(ada, { restore: true }))).toBe("SUSPENDED");
  });

  it("[LEAVE-7] stands in the security events and in the audit log of operators", async () => {
    const ada = await register(newUsername("ada"));
    await leave(ada, { eraseMessages: true });
    const back = (await logInAs(ada, { restore: true })).body as SessionResult;
    await untilTold(() => expect(queue.of(ada.user.id).length).toBeGreaterThanOrEqual(6));
    await deliver(queue.of(ada.user.id));
    const { body } = await call(back, "GET", "/api/me/security-events");
    const events = (body as { items: { event: string; by?: string; until?: number }[] }).items;
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(["deletion-begun", "deletion-cancelled"]));
    expect(events.find(({ event }) => event === "signed-out")).toMatchObject({ by: "account-deletion" });
    expect((await recordsOf(ada.user.id)).map(({ act, role, detail }) => [act, role, detail["eraseMessages"]])).toEqual(
      expect.arrayContaining([
        ["account-deletion-begun", "user", true],
        ["account-deletion-cancelled", "user", undefined],
      ]),
    );
  });
});

describe("[LEAVE-3] an account whose time is over", () => {
  it("[LEAVE-2] [LEAVE-6] ends by itself, when the time of the deployment's variable is over", async () => {
    variables.ACCOUNT_RESTORE_SECONDS = "1";
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const id = await openDirect(ada.accessToken, bob.user.id);
    await say(ada, id);
    const his = await openLive(bob.accessToken);
    await leave(ada);
    await untilTold(() => {
      const told = his.all("conversation-changed").filter(({ conversationId }) => conversationId === id);
      expect(told.at(-1)).toMatchObject({ peerId: ada.user.id, peerDeleted: true, unread: 1 });
    });
    await untilTold(async () => {
      const { body } = await call(bob, "GET", `/api/users/${ada.user.id}`);
      expect(body).toMatchObject({ user: { deleted: true } });
    });
  });

  it("is found by nobody, shown as deleted, and nothing is sent to it; what was said stays", async () => {
    const [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
    const id = await openDirect(ada.accessToken, bob.user.id);
    await call(ada, "POST", "/api/friend-requests", { userId: bob.user.id });
    await call(bob, "POST", `/api/friend-requests/${ada.user.id}`, { accept: true });
    await say(ada, id);
    expect(await friendsOf(bob)).toEqual([ada.user.id]);
    await leaveForGood(ada, { eraseMessages: true });
    const bobNow = await logIn(bob.user.username);
    expect(await friendsOf(bobNow)).toEqual([]);
    for (const restore of [false, true]) expect(codeOf(await logInAs(ada, { restore }))).toBe("INVALID_CREDENTIALS");
    const deleted: User = {
      id: ada.user.id,
      username: "deleted_account",
      displayName: "Deleted account",
      createdAt: ada.user.createdAt,
      deleted: true,
    };
    expect((await call(bobNow, "GET", `/api/users/${ada.user.id}`)).body).toMatchObject({ user: deleted });
    expect((await call(bobNow, "GET", `/api/users?ids=${ada.user.id},${bob.user.id}`)).body).toMatchObject({
      items: expect.arrayContaining([deleted, bob.user]),
    });
    expect((await call(bobNow, "GET", "/api/conversations")).body).toMatchObject({
      people: [deleted],
      items: [{ id }],
    });
    const refusals = [
      call(bobNow, "GET", `/api/users/by-username/${ada.user.username}`),
      say(bobNow, id),
      call(bobNow, "POST", "/api/conversations", { kind: "direct", userId: ada.user.id }),
      call(bobNow, "PUT", `/api/blocks/${ada.user.id}`),
      call(bobNow, "POST", "/api/groups", { name: "Tea", memberIds: [ada.user.id] }),
    ];
    expect((await Promise.all(refusals)).map(codeOf)).toEqual(refusals.map(() => "USER_NOT_FOUND"));
    expect((await call(bobNow, "GET", `/api/conversations/${id}/messages`)).body).toMatchObject({ headSeq: 1 });
    expect((await call(bobNow, "POST", `/api/conversations/${id}/read`, { seq: 1 })).status).toBe(200);
    const kept = await env.DIRECTORY.prepare("SELECT * FROM deleted_account WHERE user_id = ?")
      .bind(ada.user.id)
      .first();
    expect(kept).toMatchObject({ erase_messages: 1 });
  });

  it("[LEAVE-4] has left its groups by an event, and hands over those that it owned", async () => {
    const [ada, bob, cora] = [
      await register(newUsername("ada")),
      await register(newUsername("bob")),
      await register(newUsername("cora")),
    ];
    const [hers, his, alone] = [await newGroup(ada, [bob, cora]), await newGroup(bob, [ada]), await newGroup(ada, [])];
    expect((await call(ada, "PATCH", `/api/groups/${hers}/members/${cora.user.id}`, { role: "admin" })).status).toBe(
      200,
    );
    await leaveForGood(ada);
    const [bobNow, coraNow] = [await logIn(bob.user.username), await logIn(cora.user.username)];
    expect(new Set(await rolesIn(coraNow, hers))).toEqual(
      new Set([
        [cora.user.id, "owner"],
        [bob.user.id, "member"],
      ]),
    );
    expect(await rolesIn(bobNow, his)).toEqual([[bob.user.id, "owner"]]);
    const { body } = await call(coraNow, "GET", `/api/conversations/${hers}/messages`);
    expect((body as { events: unknown[] }).events.slice(-2)).toMatchObject([
      { type: "member-changed", userIds: [cora.user.id], change: { kind: "role", role: "owner" } },
      { type: "member-changed", userIds: [ada.user.id], change: { kind: "left" } },
    ]);
    expect(codeOf(await call(bobNow, "GET", `/api/groups/${alone}`))).toBe("CONVERSATION_NOT_FOUND");
  });

  it("[LEAVE-5] its username is taken for good, whatever its case", async () => {
    const ada = await register(newUsername("ada"));
    await leaveForGood(ada);
    const { username } = ada.user;
    for (const next of [username, username.toUpperCase()]) {
      const answer = await callWorker({
        method: "POST",
        path: "/api/auth/register",
        body: { username: next, password },
      });
      expect(codeOf(answer)).toBe("USERNAME_TAKEN");
    }
  });

  it("[LEAVE-7] is not told of in D1 any more, but by the audit log", async () => {
    const ada = await register(newUsername("ada"));
    await untilTold(() => expect(queue.of(ada.user.id).length).toBeGreaterThanOrEqual(1));
    await deliver(queue.of(ada.user.id));
    const events = () =>
      env.DIRECTORY.prepare("SELECT count(*) AS n FROM audit_event WHERE user_id = ?").bind(ada.user.id).first("n");
    expect(await events()).toBe(1);
    await leaveForGood(ada);
    expect(await events()).toBe(0);
    await untilTold(() => expect(queue.of(ada.user.id).filter(({ kind }) => kind === "operator-act")).toHaveLength(2));
    await deliver(queue.of(ada.user.id).filter(({ kind }) => kind === "operator-act"));
    expect(new Set((await recordsOf(ada.user.id)).map(({ act }) => act))).toEqual(
      new Set(["account-deleted", "account-deletion-begun"]),
    );
  });
});

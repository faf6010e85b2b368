// Suspended users over HTTP and on sockets: what they are told, what is made of it, and what others see.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { AccountResult, SuspensionsResult } from "../../schema/protocol/http-accounts-of-users.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { insertAccount } from "../../workers/accounts/accounts.ts";
import { accountOf, act, newOperator, reason, recordsOf, restore, suspend } from "../support/operators.ts";
import { CaughtQueue, deliver, untilTold } from "../support/jobs-queue.ts";
import { message } from "../support/matrix-world.ts";
import { headSeqOf, logIn, newUsername, openDirect, openLive, password, register } from "../support/people.ts";
import { upgrade } from "../support/test-socket.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

let queue: CaughtQueue;
beforeEach(() => {
  queue = new CaughtQueue();
});
afterEach(() => queue.restore());

const standingOf = async (userId: UserId) => (await act("GET", `users/${userId}`)).body as AccountResult;
const logInAs = (username: string, secret = password) =>
  callWorker({ method: "POST", path: "/api/auth/login", body: { username, password: secret } });
const refresh = ({ refreshToken }: SessionResult) =>
  callWorker({ method: "POST", path: "/api/auth/refresh", body: { refreshToken } });
const call = ({ accessToken }: SessionResult, method: string, path: string, body?: unknown) =>
  callWorker({ method, path, token: accessToken, body });

interface Talk {
  readonly alice: SessionResult;
  readonly bob: SessionResult;
  readonly id: ConversationId;
}

async function talking(): Promise<Talk> {
  const [alice, bob] = [await register(newUsername("alice")), await register(newUsername("bob"))];
  return { alice, bob, id: await openDirect(alice.accessToken, bob.user.id) };
}

describe("[ADMIN-11] suspending a user", () => {
  it("ends every sign-in and closes every socket at once, with the reason", async () => {
    const { alice } = await talking();
    const laptop = await logIn(alice.user.username);
    const sockets = [await openLive(alice.accessToken), await openLive(laptop.accessToken)];
    const { status, body } = await suspend(alice.user.id);
    expect(status).toBe(200);
    expect(body).toMatchObject({ suspension: { by: "deployment", reason, until: null } });
    for (const socket of sockets) expect(await socket.closed()).toEqual({ code: 4401, reason: "SUSPENDED" });
    expect(await standingOf(alice.user.id)).toMatchObject({ suspension: { reason }, devices: [] });
  });

  it("[ADMIN-12] refuses whatever they try, and makes nothing of it", async () => {
    const { alice, bob, id } = await talking();
    await suspend(alice.user.id);
    const path = `/api/conversations/${id}/messages`;
    const tried = [
      await call(alice, "POST", path, message()),
      await call(alice, "GET", "/api/conversations"),
      await call(alice, "POST", "/api/groups", { name: "Tea", memberIds: [] }),
      await call(alice, "GET", "/api/me/security-events"),
      await call(alice, "DELETE", "/api/devices"),
      await refresh(alice),
      await logInAs(alice.user.username),
    ];
    expect(tried.map(({ status }) => status)).toEqual(tried.map(() => 403));
    expect(tried.map(codeOf)).toEqual(tried.map(() => "SUSPENDED"));
    expect((await upgrade(alice.accessToken, "authorization")).status).toBe(403);
    const { webSocket } = await upgrade(alice.accessToken, "subprotocol");
    webSocket?.accept();
    const closed = new Promise((resolve) => {
      webSocket?.addEventListener("close", ({ code, reason: why }) => resolve([code, why]));
    });
    expect(await closed).toEqual([4401, "SUSPENDED"]);
    expect(await headSeqOf(bob.accessToken, id)).toBe(0);
    expect((await standingOf(alice.user.id)).devices).toEqual([]);
  });

  it("[ADMIN-12] tells it at a sign-in after the right password only", async () => {
    const { alice } = await talking();
    await suspend(alice.user.id);
    const answers = [await logInAs(alice.user.username, "wrong horse"), await logInAs(newUsername("nobody"))];
    expect(answers.map(codeOf)).toEqual(["INVALID_CREDENTIALS", "INVALID_CREDENTIALS"]);
    expect(codeOf(await logInAs(alice.user.username))).toBe("SUSPENDED");
  });

  it("[ADMIN-25] lets them sign out, which has happened already", async () => {
    const { alice } = await talking();
    await suspend(alice.user.id);
    const { refreshToken } = alice;
    const answers = [
      await call(alice, "POST", "/api/auth/logout"),
      // Remembered by the Worker now.
      await call(alice, "POST", "/api/auth/logout"),
      await callWorker({ method: "POST", path: "/api/auth/logout", body: { refreshToken } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    await restore(alice.user.id);
    expect((await logInAs(alice.user.username)).status).toBe(200);
    // The Worker remembers for a minute why this sign-in was refused.
    expect(codeOf(await refresh(alice))).toBe("SUSPENDED");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
    try {
      expect(codeOf(await refresh(alice))).toBe("DEVICE_SIGNED_OUT");
    } finally {
      vi.useRealTimers();
    }
  });

  it("[ADMIN-15] concerns a user who has an account and never signed in", async () => {
    const account = accountOf(newUsername("ada"));
    await insertAccount(env.DIRECTORY, account, null);
    expect(await standingOf(account.user.id)).toMatchObject({ suspension: null, devices: [] });
    await suspend(account.user.id);
    const { user } = account;
    const signIn = { userId: user.id, device: { platform: "web", name: "" }, passwordVersion: 1 } as const;
    expect(await userSessionStub(env, user.id).signIn(signIn)).toEqual({ refusal: { code: "SUSPENDED" } });
  });

  it("is refused with an end that does not lie ahead", async () => {
    const { alice } = await talking();
    for (const until of [0, Date.now() - 1])
      expect((await suspend(alice.user.id, until)).body).toMatchObject({ code: "INVALID_REQUEST", pointer: "/until" });
    expect((await standingOf(alice.user.id)).suspension).toBeNull();
  });
});

describe("[ADMIN-13] others", () => {
  it("see no difference, and reach a suspended user like one who is absent", async () => {
    const { alice, bob, id } = await talking();
    const path = `/api/conversations/${id}/messages`;
    await call(alice, "POST", path, message());
    const socket = await openLive(bob.accessToken);
    await suspend(alice.user.id);
    expect((await call(bob, "GET", `/api/users/${alice.user.id}`)).body).toMatchObject({ user: alice.user });
    expect((await call(bob, "GET", path)).body).toMatchObject({ headSeq: 1, events: [{ seq: 1 }] });
    expect((await call(bob, "POST", path, message())).status).toBe(201);
    expect((await call(bob, "POST", "/api/groups", { name: "Tea", memberIds: [alice.user.id] })).status).toBe(201);
    expect((await socket.drain()).filter((frame) => typeof frame === "object" && frame.type === "error")).toEqual([]);
    await restore(alice.user.id);
    const back = await logIn(alice.user.username);
    expect(await headSeqOf(back.accessToken, id)).toBe(2);
  });
});

describe("[ADMIN-14] a suspension ends", () => {
  it("by an operator; sign-ins from before stay ended", async () => {
    const { alice } = await talking();
    await suspend(alice.user.id);
    expect((await restore(alice.user.id)).status).toBe(204);
    expect((await logInAs(alice.user.username)).status).toBe(200);
    expect(codeOf(await refresh(alice))).toBe("DEVICE_SIGNED_OUT");
    expect((await standingOf(alice.user.id)).suspension).toBeNull();
    // There is none any more, and that is what was wanted.
    expect((await restore(alice.user.id)).status).toBe(204);
  });

  it("by itself, at its time and not before", async () => {
    const { alice } = await talking();
    const until = Date.now() + 60_000;
    await suspend(alice.user.id, until);
    vi.useFakeTimers({ toFake: ["Date"], now: until - 1 });
    try {
      expect((await logInAs(alice.user.username)).body).toMatchObject({ code: "SUSPENDED", retryAfterMs: 1 });
      vi.setSystemTime(until);
      expect((await logInAs(alice.user.username)).status).toBe(200);
      expect((await standingOf(alice.user.id)).suspension).toBeNull();
      const { items } = (await act("GET", "suspensions")).body as SuspensionsResult;
      expect(items.map(({ user }) => user.id)).not.toContain(alice.user.id);
    } finally {
      vi.useRealTimers();
    }
  });

  it("and one in force is replaced by another", async () => {
    const { alice } = await talking();
    await suspend(alice.user.id, Date.now() + 60_000);
    const { name, token } = await newOperator("moderator");
    await suspend(alice.user.id, null, token);
    expect((await standingOf(alice.user.id)).suspension).toMatchObject({ by: name, until: null });
  });
});

describe("[ADMIN-27] ending sign-ins", () => {
  it("of all devices, or of one, lets the user sign in again", async () => {
    const { alice } = await talking();
    const { username, id } = alice.user;
    const [laptop, phone] = [await logIn(username), await logIn(username)];
    const socket = await openLive(laptop.accessToken);
    expect((await act("DELETE", `users/${id}/devices/${laptop.device.id}`, { reason })).status).toBe(204);
    expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    expect(codeOf(await refresh(laptop))).toBe("DEVICE_SIGNED_OUT");
    expect((await refresh(phone)).status).toBe(200);
    expect((await act("DELETE", `users/${id}/devices`, { reason })).status).toBe(204);
    expect(codeOf(await refresh(alice))).toBe("DEVICE_SIGNED_OUT");
    expect((await act("DELETE", `users/${id}/devices/${laptop.device.id}`, { reason })).status).toBe(204);
    expect((await logInAs(username)).status).toBe(200);
    const records = await recordsOf(id);
    expect(records.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([
        { signedOut: 1, deviceId: laptop.device.id },
        { signedOut: 2 },
        { signedOut: 0, deviceId: laptop.device.id },
      ]),
    );
  });
});

describe("[ADMIN-7] [ADMIN-16] what is done to a user is recorded", () => {
  it("by the session's job too, so that no crash of the Worker loses it; once", async () => {
    const { alice } = await talking();
    const userId = alice.user.id;
    // The Worker's own writes fail: as if it had crashed after the session's answer.
    const DIRECTORY = new Proxy(env.DIRECTORY, {
      get(target, name) {
        if (name === "batch") return () => Promise.reject(new Error("D1_ERROR: planted"));
        return Reflect.get(target, name, target) as unknown;
      },
    });
    const path = `/api/admin/users/${userId}/suspension`;
    const token = env.ADMIN_TOKEN;
    expect((await callUnder({ DIRECTORY }, { method: "PUT", path, token, body: { reason } })).status).toBe(200);
    expect(await recordsOf(userId)).toEqual([]);
    await untilTold(() => expect(queue.of(userId).some(({ kind }) => kind === "operator-act")).toBe(true));
    const jobs = queue.of(userId).filter(({ kind }) => kind === "operator-act");
    await deliver([...jobs, ...jobs]);
    expect(await recordsOf(userId)).toMatchObject([
      { act: "user-suspended", actor: "deployment", subject: userId, reason, detail: { signedOut: 1 } },
    ]);
    const { items } = (await act("GET", "suspensions")).body as SuspensionsResult;
    expect(items).toContainEqual(
      expect.objectContaining({
        user: alice.user,
        suspension: expect.objectContaining({ reason, until: null }) as unknown,
      }),
    );
  });

  it("and a copy that comes late changes nothing", async () => {
    const { alice } = await talking();
    const userId = alice.user.id;
    await suspend(userId);
    await restore(userId);
    await untilTold(() => expect(queue.of(userId).filter(({ kind }) => kind === "operator-act")).toHaveLength(2));
    const listed = async () => {
      const { items } = (await act("GET", "suspensions")).body as SuspensionsResult;
      return items.some(({ user }) => user.id === userId);
    };
    expect(await listed()).toBe(false);
    await deliver(
      queue
        .of(userId)
        .filter(({ kind }) => kind === "operator-act")
        .toReversed(),
    );
    expect(await listed()).toBe(false);
    expect((await recordsOf(userId)).map((record) => record.act)).toEqual(["user-restored", "user-suspended"]);
  });
});

it("[ADMIN-18] the user is told among the account's events, without the operator's name", async () => {
  const { alice } = await talking();
  const { username, id } = alice.user;
  const { name, token } = await newOperator("moderator");
  const until = Date.now() + 3_600_000;
  await suspend(id, until, token);
  await restore(id);
  await untilTold(() =>
    expect(queue.of(id).some(({ payload }) => "event" in payload && payload.event === "restored")).toBe(true),
  );
  await deliver(queue.of(id));
  const { body } = await call(await logIn(username), "GET", "/api/me/security-events");
  expect((body as { items: unknown[] }).items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ event: "suspended", deviceId: null, until }),
      expect.objectContaining({ event: "signed-out", deviceId: alice.device.id, by: "operator" }),
      expect.objectContaining({ event: "restored", deviceId: null }),
    ]),
  );
  expect(JSON.stringify(body)).not.toContain(name);
  expect(JSON.stringify(body)).not.toContain(reason);
});

it("[ADMIN-10] [AUTH-70] a user is found by the whole name, whatever its case, or by the id", async () => {
  const { alice } = await talking();
  const { username, id } = alice.user;
  const expected = { user: alice.user, suspension: null, devices: [{ id: alice.device.id, platform: "web" }] };
  expect((await act("GET", `users?username=${username.toUpperCase()}`)).body).toMatchObject(expected);
  const { body } = await act("GET", `users/${id}`);
  expect(body).toMatchObject(expected);
  // Where people are is not theirs to know.
  expect(JSON.stringify(body)).not.toContain("network");
  expect(codeOf(await act("GET", `users?username=${newUsername("no")}`))).toBe("USER_NOT_FOUND");
  expect(codeOf(await act("GET", "users"))).toBe("INVALID_REQUEST");
});

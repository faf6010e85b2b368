// Presence over sockets and HTTP, between whole sessions.
import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { newUserId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import { sessionObject } from "../support/actors.ts";
import { newClientMsgId, newUsername, openDirect, openLive, password, register } from "../support/people.ts";
import type { TestSocket } from "../support/test-socket.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

const offline = { online: false, away: false, devices: [] };
const onWeb = { online: true, away: false, devices: ["web"] };

let late = 0;
beforeEach(() => {
  late = 0;
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now.call(Date) + late);
});
afterEach(() => vi.restoreAllMocks());

const session = ({ user }: SessionResult) => sessionObject(user.id);

/** So much time passes, and the alarms of these sessions ring. */
async function passes(ms: number, ...people: readonly SessionResult[]): Promise<void> {
  late += ms;
  for (const one of people) await runDurableObjectAlarm(session(one));
}

const block = (who: SessionResult, userId: string, method: "PUT" | "DELETE" = "PUT"): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/blocks/${userId}`, token: who.accessToken });

const see = async (who: SessionResult, ...people: readonly { readonly user: { readonly id: string } }[]) => {
  const ids = people.map(({ user }) => user.id).join(",");
  const { body } = await callWorker({ method: "GET", path: `/api/presence?userIds=${ids}`, token: who.accessToken });
  return (body as { items: Presence[] }).items.map(({ userId: _of, ...seen }) => seen);
};

async function watch(socket: TestSocket, ...people: readonly SessionResult[]): Promise<void> {
  const requestId = crypto.randomUUID();
  socket.send({ type: "watch-presence", userIds: people.map(({ user }) => user.id), requestId });
  await socket.take("done", (frame) => frame.requestId === requestId);
}

/** How this one is, as the next frame says that is about them. */
async function shown(socket: TestSocket, { user }: SessionResult): Promise<Omit<Presence, "userId"> | undefined> {
  const frame = await socket.take("presence", ({ people }) => people.some(({ userId }) => userId === user.id));
  const found = frame.people.find(({ userId }) => userId === user.id);
  if (found === undefined) return undefined;
  const { userId: _of, ...seen } = found;
  return seen;
}

const people = async (...names: readonly string[]): Promise<SessionResult[]> =>
  Promise.all(names.map((name) => register(newUsername(name))));

const privacy = (who: SessionResult, patch: object): Promise<HttpAnswer> =>
  callWorker({ method: "PATCH", path: "/api/me/privacy", token: who.accessToken, body: patch });

/** Two people, of whom the second lets everybody see them. */
async function two(): Promise<{ ada: SessionResult; bob: SessionResult; hers: TestSocket }> {
  const [ada, bob] = (await people("ada", "bob")) as [SessionResult, SessionResult];
  await privacy(bob, { presence: "everyone" });
  return { ada, bob, hers: await openLive(ada.accessToken) };
}

describe("whoever watches somebody", () => {
  it("[PRESENCE-1] [PRESENCE-2] is told how they are, and of each change: nothing of what comes back within half a minute", async () => {
    const { ada, bob, hers } = await two();
    await watch(hers, bob);
    expect(await shown(hers, bob)).toEqual(offline);
    const his = await openLive(bob.accessToken);
    expect(await shown(hers, bob)).toEqual(onWeb);
    expect(await see(ada, bob, ada)).toEqual([onWeb, offline]);
    await passes(61_000, bob);
    his.close();
    await passes(20_000, bob);
    const again = await openLive(bob.accessToken);
    await passes(61_000, bob);
    expect(hers.all("presence")).toHaveLength(2);
    again.close();
    await vi.waitFor(async () => {
      await passes(31_000, bob);
      expect(hers.all("presence")).toHaveLength(3);
    });
    const gone = hers.all("presence").at(-1)?.people[0];
    expect(gone).toEqual({ userId: bob.user.id, ...offline, lastSeenAt: expect.any(Number) as number });
    expect(await see(ada, bob)).toEqual([{ ...offline, lastSeenAt: gone?.lastSeenAt }]);
  });

  it("[PRESENCE-3] is told of kinds of devices, and of who is away because nobody has looked for five minutes", async () => {
    const { bob, hers } = await two();
    await watch(hers, bob);
    const his = await openLive(bob.accessToken);
    const { body } = await callWorker({
      method: "POST",
      path: "/api/auth/login",
      body: { username: bob.user.username, password, device: { platform: "ios" } },
    });
    const phone = await openLive((body as SessionResult).accessToken);
    await vi.waitFor(async () => expect(await shown(hers, bob)).toEqual({ ...onWeb, devices: ["phone", "web"] }));
    for (const socket of [his, phone]) socket.send({ type: "set-activity", front: false, requestId: "left" });
    for (const socket of [his, phone]) await socket.take("done");
    await passes(299_000, bob);
    await passes(2_000, bob);
    expect(await shown(hers, bob)).toMatchObject({ online: true, away: true });
    phone.send({ type: "set-activity", front: true });
    expect(await shown(hers, bob)).toMatchObject({ online: true, away: false });
  });

  it("[PRESENCE-5] who no longer watches says so when told, and is dropped: the next change calls nobody", async () => {
    const { bob, hers } = await two();
    await watch(hers, bob);
    const watchers = (): Promise<number> =>
      runInDurableObject(session(bob), (_actor, { storage }) => {
        const [row] = storage.sql.exec<{ value: string }>("SELECT value FROM presence WHERE name = 'shown'").toArray();
        return (JSON.parse(row?.value ?? "{}") as { watchers: unknown[] }).watchers.length;
      });
    expect(await watchers()).toBe(1);
    await watch(hers);
    const his = await openLive(bob.accessToken);
    await passes(61_000, bob);
    his.close();
    await vi.waitFor(async () => {
      await passes(61_000, bob);
      expect(await watchers()).toBe(0);
    });
    expect(hers.all("presence").flatMap((frame) => frame.people)).toMatchObject([{ online: false }]);
  });
});

describe("[PRESENCE-4] whoever shows nothing is offline, without the time, by the same answers", () => {
  const unlike = async (ada: SessionResult, bob: SessionResult, hers: TestSocket) => {
    await watch(hers, bob);
    return [await shown(hers, bob), ...(await see(ada, bob))];
  };

  it("to who is no friend, is blocked, is nobody; and of who is invisible or was never here", async () => {
    const [ada, bob, eve, ivy] = (await people("ada", "bob", "eve", "ivy")) as [
      SessionResult,
      SessionResult,
      SessionResult,
      SessionResult,
    ];
    await privacy(eve, { presence: "everyone" });
    await privacy(ivy, { presence: "everyone", invisible: true });
    await block(eve, ada.user.id);
    const never = { user: { id: `user_${"0".repeat(26)}` } } as SessionResult;
    for (const one of [bob, eve, ivy]) await openLive(one.accessToken);
    for (const one of [bob, eve, ivy, never]) {
      const hers = await openLive(ada.accessToken);
      expect(await unlike(ada, one, hers)).toEqual([offline, offline]);
    }
  });

  it("a block takes it away in both directions at once, and its end gives it back", async () => {
    const { ada, bob, hers } = await two();
    await privacy(ada, { presence: "everyone" });
    const his = await openLive(bob.accessToken);
    await watch(hers, bob);
    await watch(his, ada);
    expect([await shown(hers, bob), await shown(his, ada)]).toEqual([onWeb, onWeb]);
    await block(bob, ada.user.id);
    expect([await shown(hers, bob), await shown(his, ada)]).toEqual([offline, offline]);
    expect([await see(ada, bob), await see(bob, ada)]).toEqual([[offline], [offline]]);
    await block(bob, ada.user.id, "DELETE");
    expect([await shown(hers, bob), await shown(his, ada)]).toEqual([onWeb, onWeb]);
  });

  it("by default friends see it, from the moment at which they are", async () => {
    const [ada, bob] = (await people("ada", "bob")) as [SessionResult, SessionResult];
    const [hers] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    await watch(hers, bob);
    expect(await shown(hers, bob)).toEqual(offline);
    const requests = "/api/friend-requests";
    const body = { userId: bob.user.id };
    await callWorker({ method: "POST", path: requests, token: ada.accessToken, body });
    const accept = {
      method: "POST",
      path: `${requests}/${ada.user.id}`,
      token: bob.accessToken,
      body: { accept: true },
    };
    expect((await callWorker(accept)).status).toBe(200);
    expect(await shown(hers, bob)).toEqual(onWeb);
    await privacy(bob, { presence: "nobody" });
    expect(await shown(hers, bob)).toEqual(offline);
    await privacy(bob, { presence: "friends" });
    expect(await shown(hers, bob)).toEqual(onWeb);
  });

  it("who becomes invisible goes as everybody goes, types and reads unseen, and comes back when visible", async () => {
    const { ada, bob, hers } = await two();
    const his = await openLive(bob.accessToken);
    const talk = await openDirect(ada.accessToken, bob.user.id);
    await watch(hers, bob);
    expect(await shown(hers, bob)).toEqual(onWeb);
    await passes(61_000, bob);
    expect((await privacy(bob, { invisible: true })).body).toMatchObject({ invisible: true, receipts: true });
    expect(await see(ada, bob)).toEqual([onWeb]);
    await passes(31_000, bob);
    expect(await shown(hers, bob)).toEqual(offline);
    const clientMsgId = newClientMsgId() as ClientMsgId;
    hers.send({ type: "send-message", conversationId: talk, clientMsgId, content: { type: "text", text: "Hi" } });
    await his.take("new-message");
    his.send({ type: "typing", conversationId: talk, active: true, requestId: "typed" });
    await his.take("done");
    his.send({ type: "mark-read", conversationId: talk, seq: 1, requestId: "read" });
    await his.take("read-receipt", ({ requestId }) => requestId === "read");
    await privacy(bob, { invisible: false });
    expect(await shown(hers, bob)).toEqual(onWeb);
    expect([hers.all("typing"), hers.all("read-receipt").filter(({ userId }) => userId === bob.user.id)]).toEqual([
      [],
      [],
    ]);
  });
});

describe("[PRESENCE-7] bad input", () => {
  it("a list of 501 is refused as a whole; nobody, who has blocked me and what is no id are offline, oneself is left out", async () => {
    const { ada, bob, hers } = await two();
    await block(bob, ada.user.id);
    const nobody = Array.from({ length: 501 }, newUserId);
    hers.send({ type: "watch-presence", userIds: nobody, requestId: "many" });
    expect(await hers.take("error")).toMatchObject({ code: "INVALID_FRAME", pointer: "/userIds", requestId: "many" });
    const userIds = [...nobody.slice(0, 3), bob.user.id, ada.user.id, "nobody" as UserId, bob.user.id];
    hers.send({ type: "watch-presence", userIds, requestId: "few" });
    await hers.take("done");
    expect(hers.all("presence").map((frame) => frame.people.map(({ userId: _of, ...seen }) => seen))).toEqual([
      [offline, offline, offline, offline, offline],
    ]);
    for (const query of ["", "?userIds=", `?userIds=${nobody.slice(0, 201).join(",")}`, "?userIds=a%20b"])
      expect(codeOf(await callWorker({ method: "GET", path: `/api/presence${query}`, token: ada.accessToken }))).toBe(
        "INVALID_REQUEST",
      );
  });
});

/** What the session has of presence, and when its alarm rings. */
const kept = (who: SessionResult): Promise<unknown> =>
  runInDurableObject(session(who), async (_actor, { storage }) => [
    storage.sql.exec("SELECT * FROM presence").toArray(),
    await storage.getAlarm(),
  ]);

it("[PRESENCE-8] a watcher and somebody watched who are idle cost nothing; a change is one call to each watcher", async () => {
  const { ada, bob, hers } = await two();
  const eve = await register(newUsername("eve"));
  const others = [hers, await openLive(eve.accessToken)];
  for (const socket of others) await watch(socket, bob);
  const told = vi.spyOn(UserSession.prototype, "presenceChanged");
  const asked = vi.spyOn(UserSession.prototype, "presenceFor");
  const calls = (): number[] => [told.mock.calls.length, asked.mock.calls.length];
  const his = await openLive(bob.accessToken);
  for (const socket of others) await socket.take("presence", (frame) => frame.people.some(({ online }) => online));
  expect(calls()).toEqual([2, 0]);
  await passes(61_000, ada, bob, eve);
  const before = await Promise.all([ada, bob, eve].map(kept));
  await passes(86_400_000, ada, bob, eve);
  expect(calls()).toEqual([2, 0]);
  expect(await Promise.all([ada, bob, eve].map(kept))).toEqual(before);
  his.close();
  await vi.waitFor(async () => {
    await passes(31_000, bob);
    expect(calls()).toEqual([4, 0]);
  });
});

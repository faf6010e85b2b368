// What devices are told beside messages: who asks to be a friend, and which group invites.
import * as v from "valibot";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { session, sessionObject } from "../support/actors.ts";
import { call, makeGroup } from "../support/group-http.ts";
import { CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { newUsername, openLive, register } from "../support/people.ts";
import { pushed, pushJobs, PushServices, subscribeHook } from "../support/push-world.ts";
import { storedOf } from "../support/stored.ts";

let queue: CaughtQueue;
let services: PushServices;
let jobs = 0;
let ada: SessionResult;
let bob: SessionResult;
let hook: WebhookSubscription;

beforeEach(async () => {
  queue = new CaughtQueue();
  services = new PushServices();
  jobs = 0;
  [ada, bob] = [await register(newUsername("ada")), await register(newUsername("bob"))];
  hook = await subscribeHook(bob);
});
afterEach(() => {
  queue.restore();
  vi.unstubAllGlobals();
});

async function nextJob(): Promise<void> {
  jobs += 1;
  await untilTold(() => expect(pushJobs(queue, bob).length).toBeGreaterThanOrEqual(jobs));
  await pushed(bob, crypto.randomUUID());
}
const lastTold = () => services.toldTo(hook).at(-1);
const ask = (who = ada) => call(who, "POST", "/api/friend-requests", { userId: bob.user.id });
const choose = (patch: object) => call(bob, "PATCH", "/api/me/notifications", patch);
const requestId = () => `friend-request:${ada.user.id}`;

it("[PUSH-42] a friend request is told by who it is, once, and taken back when it is answered on another device", async () => {
  await ask();
  await nextJob();
  const { displayName } = ada.user;
  expect(lastTold()).toMatchObject({
    type: "friend-request",
    data: { conversationId: requestId(), title: displayName, by: displayName, userId: ada.user.id, badge: 0 },
  });
  const { seq } = v.parse(v.object({ seq: v.number() }), lastTold()?.data);
  await ask();
  await pushed(bob, "again");
  expect(services.toldTo(hook)).toHaveLength(1);
  await call(bob, "POST", `/api/friend-requests/${ada.user.id}`, { accept: true });
  await nextJob();
  expect(lastTold()).toEqual({ type: "clear", data: { conversationId: requestId(), seq, badge: 0 } });
  expect(services.toldTo(hook)).toHaveLength(2);
});

it("[PUSH-42] one that was taken back before it was told is told to nobody; the next is", async () => {
  await ask();
  await untilTold(() => expect(pushJobs(queue, bob)).toHaveLength(1));
  await call(ada, "DELETE", `/api/friend-requests/${bob.user.id}`);
  await nextJob();
  expect(services.toldTo(hook)).toEqual([]);
  await ask();
  await nextJob();
  expect(lastTold()).toMatchObject({ type: "friend-request" });
});

it("[PUSH-42] an invitation is told by group and inviter, and taken back when it is answered", async () => {
  await call(bob, "PATCH", "/api/me/privacy", { groups: "nobody" });
  const { id: groupId } = await makeGroup(ada, []);
  await call(ada, "POST", `/api/groups/${groupId}/members`, { userIds: [bob.user.id] });
  await nextJob();
  const id = `invitation:${groupId}`;
  expect(lastTold()).toMatchObject({
    type: "invitation",
    data: { conversationId: id, groupId, title: "Tea", by: ada.user.displayName, userId: ada.user.id },
  });
  await call(bob, "POST", `/api/invitations/${groupId}`, { accept: false });
  await nextJob();
  expect(lastTold()).toMatchObject({ type: "clear", data: { conversationId: id } });
});

it("[PUSH-42] of each kind nobody is told who does not want it, nor while they look, nor by a consumer of earlier code", async () => {
  await choose({ friendRequests: false, invitations: false });
  await ask();
  await call(bob, "PATCH", "/api/me/privacy", { groups: "nobody" });
  const { id: groupId } = await makeGroup(ada, []);
  await call(ada, "POST", `/api/groups/${groupId}/members`, { userIds: [bob.user.id] });
  await untilTold(async () =>
    expect((await call(bob, "GET", "/api/invitations")).body).toMatchObject({ items: [{ groupId }] }),
  );
  await choose({ friendRequests: true });
  const socket = await openLive(bob.accessToken);
  const carol = await register(newUsername("carol"));
  await ask(carol);
  await untilTold(async () =>
    expect((await call(bob, "GET", "/api/friend-requests")).body).toMatchObject({ items: [{}, {}] }),
  );
  expect(pushJobs(queue, bob)).toEqual([]);
  socket.close();
  const dan = await register(newUsername("dan"));
  await untilTold(async () => {
    await ask(dan);
    await call(dan, "DELETE", `/api/friend-requests/${bob.user.id}`);
    expect(pushJobs(queue, bob)).not.toEqual([]);
  });
  await ask(dan);
  expect(await session(bob.user.id).takePushes({ jobId: "earlier" })).toEqual({ pushes: [], retryAfterMs: null });
  await pushed(bob, "later");
  expect(lastTold()).toMatchObject({ type: "friend-request", data: { userId: dan.user.id } });
});

it("[PUSH-15] [PUSH-42] whoever has no subscription has no row of it", async () => {
  await call(bob, "POST", "/api/friend-requests", { userId: ada.user.id });
  await untilTold(async () =>
    expect((await call(ada, "GET", "/api/friend-requests")).body).toMatchObject({ items: [{}] }),
  );
  expect(pushJobs(queue, ada)).toEqual([]);
  expect((await storedOf(sessionObject(ada.user.id))).tables).toContain("news_notice");
});

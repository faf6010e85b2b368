// What becomes of a notification once what it told is over, or is not so any more: whole sessions and conversations, with the
// queue in the test's hands. Webhooks can be told so, browsers with their next push only.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { WebhookSubscription, WebSubscription } from "../../schema/protocol/push.ts";
import { addressOf } from "../../schema/rpc/pushes.ts";
import { session, sessionObject } from "../support/actors.ts";
import { makeGroup } from "../support/group-http.ts";
import { type CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { logIn, newUsername, openDirect, openLive, register } from "../support/people.ts";
import {
  beginPushes,
  endPushes,
  pushed,
  pushJobs,
  type PushServices,
  subscribe,
  subscribeHook,
  write,
} from "../support/push-world.ts";
import { callWorker, type HttpAnswer } from "../support/worker-http.ts";

let queue: CaughtQueue;
let services: PushServices;
let late = 0;
let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;
let hook: WebhookSubscription;

beforeEach(async () => {
  late = 0;
  const now = Date.now;
  ({ queue, services, ada, bob, talk } = await beginPushes(() => now.call(Date) + late));
  hook = await subscribeHook(bob);
});
afterEach(() => endPushes(queue));

const asBob = (method: string, path: string, body?: object): Promise<HttpAnswer> =>
  callWorker({ method, path, token: bob.accessToken, body });
const ofMessage = (method: string, seq: number, body?: object): Promise<HttpAnswer> =>
  callWorker({ method, path: `/api/conversations/${talk}/messages/${seq}`, token: ada.accessToken, body });
const markRead = (seq: number, id = talk) => asBob("POST", `/api/conversations/${id}/read`, { seq });
const settings = (body: object) => asBob("PATCH", `/api/conversations/${talk}/settings`, body);

/** Waits until the session has asked for another job, and does it. */
async function nextJob(): Promise<void> {
  jobs += 1;
  await untilTold(() => expect(pushJobs(queue, bob).length).toBeGreaterThanOrEqual(jobs));
  await pushed(bob, crypto.randomUUID());
}
let jobs = 0;
beforeEach(() => {
  jobs = 0;
});

/** Bob is told of a message of Ada's. @returns its seq */
async function told(text: string): Promise<number> {
  const seq = await write(ada, talk, text);
  await nextJob();
  expect(services.toldTo(hook).at(-1)).toMatchObject({ type: "message", data: { seq, body: text } });
  return seq;
}

const notices = (): Promise<readonly { seq: number; told: object }[]> =>
  runInDurableObject(sessionObject(bob.user.id), (_session, { storage }) =>
    storage.sql
      .exec<{ seq: number; told: string }>("SELECT seq, told FROM notice")
      .toArray()
      .map((row) => ({ seq: row.seq, told: JSON.parse(row.told) as object })),
  );
const lastTold = () => services.toldTo(hook).at(-1);
const clear = (seq: number, badge = 0) => ({ type: "clear", data: { conversationId: talk, seq, badge } });

describe("[PUSH-40] what is over is taken back", () => {
  it("once it was read on any device, with the badge of then; and nothing is left of it", async () => {
    const carol = await register(newUsername("carol"));
    const other = await openDirect(carol.accessToken, bob.user.id);
    await settings({ mutedUntil: null });
    await write(carol, other, "unread");
    await nextJob();
    await told("one");
    const seq = await told("two");
    await markRead(seq);
    await nextJob();
    expect(lastTold()).toEqual(clear(seq, 1));
    expect(await notices()).toHaveLength(1);
    // Neither a repeated job, nor another read, says it again.
    await pushed(bob, "again");
    await markRead(seq);
    expect(services.toldTo(hook)).toHaveLength(4);
    expect(pushJobs(queue, bob)).toHaveLength(jobs);
  });

  it("once it was read on a socket, of which the answer may be lost", async () => {
    const seq = await told("one");
    const socket = await openLive(bob.accessToken);
    socket.send({ type: "mark-read", conversationId: talk, seq });
    await nextJob();
    expect(lastTold()).toEqual(clear(seq));
  });

  it("once the conversation is muted, or hidden; not by what changes nothing of it", async () => {
    const seq = await told("one");
    await settings({ pinned: true });
    await settings({ notify: "all" });
    expect(pushJobs(queue, bob)).toHaveLength(jobs);
    await settings({ mutedUntil: Date.now() + 60_000 });
    await nextJob();
    expect(lastTold()).toEqual(clear(seq));
    await settings({ mutedUntil: null });
    const next = await told("two");
    await settings({ hidden: true });
    await nextJob();
    expect(lastTold()).toEqual(clear(next, 2));
  });

  it("once the user has left", async () => {
    const { id: group } = await makeGroup(ada, [bob]);
    const seq = await write(ada, group, "to all");
    await nextJob();
    expect((await asBob("DELETE", `/api/groups/${group}/members/${bob.user.id}`)).status).toBeLessThan(300);
    await nextJob();
    expect(lastTold()).toMatchObject({ type: "clear", data: { conversationId: group, seq, badge: 0 } });
  });

  it("by a call that is tried again, whatever a crash cuts off", async () => {
    const seq = await told("one");
    services.answer(hook, () => new Response(null, { status: 503 }));
    queue.take = () => Promise.reject(new Error("planted"));
    await markRead(seq);
    await untilTold(async () => expect(await notices()).toMatchObject([{ seq: 0 }]));
    queue.take = async () => {};
    await evictDurableObject(sessionObject(bob.user.id));
    late += 11_000;
    await runDurableObjectAlarm(sessionObject(bob.user.id));
    await nextJob();
    expect(await notices()).toMatchObject([{ seq: 0 }]);
    services.answer(hook, () => Promise.reject(new Error("connection lost")));
    late += 6_000;
    await pushed(bob, "second");
    late += 20_000;
    await pushed(bob, "third");
    expect(services.toldTo(hook).slice(1)).toEqual([clear(seq), clear(seq), clear(seq)]);
    expect(await notices()).toEqual([]);
  });

  it("behind a message that is on its way, which a later one replaces", async () => {
    const seq = await write(ada, talk, "one");
    await untilTold(() => expect(pushJobs(queue, bob)).toHaveLength(1));
    const stub = session(bob.user.id);
    const { pushes } = await stub.takePushes({ jobId: "slow", clears: true });
    await markRead(seq);
    await untilTold(() => expect(pushJobs(queue, bob)).toHaveLength(2));
    const behind = await stub.takePushes({ jobId: "clears", clears: true });
    expect(behind).toMatchObject({ pushes: [], retryAfterMs: null });
    const results = pushes.map(({ target, badge: _badge, about: _about, ...claim }) => ({
      ...claim,
      endpoint: addressOf(target),
      outcome: { kind: "taken" as const },
    }));
    expect(await stub.settlePushes({ jobId: "slow", results })).toEqual({ retryAfterMs: null });
    // The job that found the claim open has ended: there is another.
    await untilTold(() => expect(pushJobs(queue, bob)).toHaveLength(3));
    // Before the clear is sent.
    const next = await write(ada, talk, "two");
    await untilTold(async () => expect(await notices()).toMatchObject([{ seq: next }]));
    await pushed(bob, "clears");
    expect(services.toldTo(hook)).toMatchObject([{ type: "message", data: { seq: next, unread: 1 } }]);
  });

  it("not by a consumer that runs earlier code, and by the next that does not", async () => {
    const seq = await told("one");
    await markRead(seq);
    await untilTold(() => expect(pushJobs(queue, bob)).toHaveLength(2));
    expect(await session(bob.user.id).takePushes({ jobId: "earlier" })).toEqual({ pushes: [], retryAfterMs: null });
    await nextJob();
    expect(lastTold()).toEqual(clear(seq));
  });

  it("and nothing is kept or sent for a device that was told nothing", async () => {
    const seq = await write(ada, talk, "one");
    services.answer(hook, () => new Response(null, { status: 400 }));
    await nextJob();
    await markRead(seq);
    expect(await notices()).toEqual([]);
    expect(pushJobs(queue, bob)).toHaveLength(1);
  });

  it("of a browser with its next push, until one has come", async () => {
    const browser: WebSubscription = await subscribe(await logIn(bob.user.username));
    await asBob("DELETE", "/api/devices/me/push");
    const carol = await register(newUsername("carol"));
    const other = await openDirect(carol.accessToken, bob.user.id);
    const seq = await write(ada, talk, "one");
    await nextJob();
    await markRead(seq);
    expect(pushJobs(queue, bob)).toHaveLength(1);
    expect(await notices()).toMatchObject([{ seq: 0 }]);
    services.answer(browser, () => new Response(null, { status: 503 }));
    await write(carol, other, "first");
    await nextJob();
    expect(await notices()).toHaveLength(2);
    late += 6_000;
    const stub = session(bob.user.id);
    const { pushes } = await stub.takePushes({ jobId: "second", clears: true });
    expect(pushes).toMatchObject([{ conversationId: other, cleared: [{ conversationId: talk, seq }] }]);
    late += 61_000;
    await pushed(bob, "third");
    expect(await notices()).toMatchObject([{ seq: 1 }]);
    await write(carol, other, "second");
    await untilTold(async () => expect(await notices()).toMatchObject([{ seq: 2 }]));
    const [next] = (await stub.takePushes({ jobId: "fourth", clears: true })).pushes;
    expect(next).not.toHaveProperty("cleared");
  });
});

describe("[PUSH-41] what is not so any more", () => {
  it("is replaced by what the conversation says then, under a greater seq, when it was recalled or edited", async () => {
    await told("one");
    const seq = await told("two");
    await ofMessage("PATCH", seq, { content: { type: "text", text: "two, as it should be" } });
    await nextJob();
    expect(lastTold()).toMatchObject({
      type: "message",
      data: { seq: seq + 1, body: "two, as it should be", unread: 2, replaces: true },
    });
    await ofMessage("DELETE", seq);
    await nextJob();
    expect(lastTold()).toMatchObject({ type: "message", data: { seq: seq + 2, unread: 1, badge: 1, replaces: true } });
    expect(JSON.stringify(lastTold())).not.toContain("two");
  });

  it("is taken back when nothing unread is left", async () => {
    const seq = await told("said too much");
    await ofMessage("DELETE", seq);
    await nextJob();
    expect(lastTold()).toEqual(clear(seq));
    expect(await notices()).toEqual([]);
  });

  it("is left alone when no device shows it", async () => {
    const first = await told("one");
    await told("two");
    await ofMessage("PATCH", first, { content: { type: "text", text: "another one" } });
    const next = await write(ada, talk, "three");
    await nextJob();
    expect(pushJobs(queue, bob)).toHaveLength(jobs);
    expect(lastTold()).toMatchObject({ data: { seq: next, body: "three" } });
    expect(lastTold()?.data).not.toHaveProperty("replaces");
  });

  it("is taken back in quiet hours, in which nothing is told", async () => {
    await told("one");
    const seq = await told("two");
    const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    const quietHours = {
      from: clock(Date.now() - 60_000),
      to: clock(Date.now() + 3_600_000),
      zone: "UTC",
      days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    };
    await asBob("PATCH", "/api/me/notifications", { quietHours });
    await ofMessage("DELETE", seq);
    await nextJob();
    expect(lastTold()).toEqual(clear(seq, 1));
  });

  it("is taken back when it was erased without an event", async () => {
    const seq = await told("one");
    await session(bob.user.id).forgetPreview({ conversationId: talk, seqs: [seq] });
    await nextJob();
    expect(lastTold()).toMatchObject({ type: "clear", data: { conversationId: talk, seq } });
  });
});

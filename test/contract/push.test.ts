// Who is told of a message, when, and how often: whole sessions and conversations, with the queue in the test's hands.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { defaultNotificationSettings, weekdays } from "../../schema/protocol/notifications.ts";
import type { Push, PushClaim } from "../../schema/rpc/pushes.ts";
import { session, sessionObject } from "../support/actors.ts";
import { makeGroup } from "../support/group-http.ts";
import { appPush } from "../support/app-push.ts";
import { type CaughtQueue, untilTold } from "../support/jobs-queue.ts";
import { logIn, newUsername, openDirect, openLive, register } from "../support/people.ts";
import {
  beginPushes,
  endPushes,
  heardUpTo,
  pushed,
  pushJobs,
  type PushServices,
  subscribe,
  taken,
  write,
} from "../support/push-world.ts";
import { useUp } from "../support/spent-budgets.ts";
import { storedOf } from "../support/stored.ts";
import { callUnder, callWorker, type HttpAnswer } from "../support/worker-http.ts";

let queue: CaughtQueue;
let services: PushServices;
let late = 0;
let ada: SessionResult;
let bob: SessionResult;
let talk: ConversationId;

beforeEach(async () => {
  late = 0;
  const now = Date.now;
  ({ queue, services, ada, bob, talk } = await beginPushes(() => now.call(Date) + late));
});
afterEach(() => endPushes(queue));

/** A claim, without what it tells. */
function pick(push: Push | undefined): PushClaim {
  if (push === undefined) throw new Error("nothing was to be told");
  const { deviceId, conversationId, seq, attempt } = push;
  return { deviceId, conversationId, seq, attempt };
}

const settings = (body: object, id = talk): Promise<unknown> =>
  callWorker({ method: "PATCH", path: `/api/conversations/${id}/settings`, token: bob.accessToken, body });
const markRead = (who: SessionResult, seq: number, id = talk): Promise<unknown> =>
  callWorker({ method: "POST", path: `/api/conversations/${id}/read`, token: who.accessToken, body: { seq } });

/** Waits until the session has asked for so many jobs. */
const jobs = (count: number, who = bob) =>
  untilTold(() => {
    expect(pushJobs(queue, who)).toHaveLength(count);
    return pushJobs(queue, who);
  });

const noticed = (who = bob): Promise<readonly number[]> =>
  runInDurableObject(sessionObject(who.user.id), (_session, { storage }) =>
    storage.sql
      .exec<{ seq: number }>("SELECT seq FROM notice")
      .toArray()
      .map(({ seq }) => seq),
  );

describe("who is told", () => {
  it("[PUSH-5] [PUSH-7] a person who is away, by one job that holds no more than who they are", async () => {
    const subscription = await subscribe(bob);
    await write(ada, talk, "a secret of ours");
    const [job] = await jobs(1);
    expect(job?.payload).toEqual({ userId: bob.user.id });
    expect(await pushed(bob, job?.id)).toEqual({ acked: ["m0"], retried: {} });
    expect(services.countOf(subscription)).toBe(1);
  });

  it("[PUSH-5] all subscribed devices, and none of the sender's", async () => {
    const [phone, laptop] = [await subscribe(bob), await subscribe(await logIn(bob.user.username))];
    const own = await subscribe(ada);
    await write(ada, talk, "hello");
    await jobs(1);
    await pushed(bob);
    await pushed(ada);
    expect([phone, laptop, own].map((one) => services.countOf(one))).toEqual([1, 1, 0]);
  });

  it("[PUSH-5] nobody of silent messages, at level none, or while the conversation is muted; and of the next", async () => {
    await subscribe(bob);
    await write(ada, talk, "hush", { silent: true });
    await settings({ notify: "none" });
    await write(ada, talk, "nothing");
    await settings({ notify: "all", mutedUntil: Date.now() + 60_000 });
    const seq = await write(ada, talk, "muted");
    await heardUpTo(bob, seq);
    expect(await noticed()).toEqual([]);
    expect(pushJobs(queue, bob)).toEqual([]);
    late += 61_000;
    const next = await write(ada, talk, "heard");
    await jobs(1);
    expect(await noticed()).toEqual([next]);
  });

  it("[PUSH-5] at level mentions only of these", async () => {
    await subscribe(bob);
    await settings({ notify: "mentions" });
    await write(ada, talk, "to nobody");
    await write(ada, talk, "to nobody");
    const seq = await write(ada, talk, "to @bob", { mentions: [bob.user.id] });
    await jobs(1);
    expect(await noticed()).toEqual([seq]);
  });

  it("[PUSH-6] nobody while somebody looks at a device; whoever has turned away from all", async () => {
    await subscribe(bob);
    const socket = await openLive(bob.accessToken);
    await write(ada, talk, "seen");
    await socket.take("new-message");
    expect(await noticed()).toEqual([]);
    socket.send({ type: "set-activity", front: false, requestId: "away" });
    await socket.take("done", ({ requestId }) => requestId === "away");
    const seq = await write(ada, talk, "not seen");
    await jobs(1);
    expect(await noticed()).toEqual([seq]);
  });

  it("[PUSH-5] a device is told of what comes after it subscribed, and each conversation is heard that was silent", async () => {
    // Nobody listens, so that the conversation says nothing more of itself.
    const seq = await write(ada, talk, "before");
    await untilTold(async () => expect((await storedOf(sessionObject(bob.user.id))).tables).toContain("inbox"));
    const phone = await subscribe(bob);
    expect((await taken(bob)).pushes).toEqual([]);
    await write(ada, talk, "after");
    await jobs(1);
    expect((await taken(bob)).pushes).toMatchObject([{ target: phone, seq: seq + 1 }]);
    const laptop = await logIn(bob.user.username);
    const second = await subscribe(laptop);
    expect((await taken(bob, "another")).pushes).toEqual([]);
    await write(ada, talk, "and later");
    await untilTold(async () => expect(await noticed()).toEqual([seq + 2]));
    expect((await taken(bob, "third")).pushes).toMatchObject([{ target: second }]);
  });
});

const choose = (patch: object): Promise<HttpAnswer> =>
  callWorker({ method: "PATCH", path: "/api/me/notifications", token: bob.accessToken, body: patch });

describe("what the user chooses", () => {
  /** By a clock in UTC, that began a minute ago and lasts an hour. */
  const quietNow = () => {
    const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);
    return { from: clock(Date.now() - 60_000), to: clock(Date.now() + 3_600_000), zone: "UTC", days: [...weekdays] };
  };

  it("[PUSH-16] [PUSH-17] is kept, a part at a time, and anything that is none is refused", async () => {
    const get = async () =>
      (await callWorker({ method: "GET", path: "/api/me/notifications", token: bob.accessToken })).body;
    expect(await get()).toEqual(defaultNotificationSettings);
    const quietHours = { from: "22:00", to: "07:00", zone: "America/Argentina/Buenos_Aires", days: ["mon", "sun"] };
    expect(await choose({ quietHours })).toMatchObject({ status: 200, body: { preview: true, quietHours } });
    await choose({ preview: false });
    await evictDurableObject(sessionObject(bob.user.id));
    expect(await get()).toEqual({ ...defaultNotificationSettings, preview: false, quietHours });
    for (const [change, pointer] of [
      [{ zone: "Europe/Atlantis" }, "/quietHours/zone"],
      [{ zone: "+01:00" }, "/quietHours/zone"],
      [{ zone: "" }, "/quietHours/zone"],
      [{ from: "24:00" }, "/quietHours/from"],
      [{ to: "7:00" }, "/quietHours/to"],
      [{ days: [] }, "/quietHours/days"],
      [{ days: ["mon", "mon"] }, "/quietHours/days"],
      [{ days: ["someday"] }, "/quietHours/days/0"],
    ] as const)
      expect([change, (await choose({ quietHours: { ...quietHours, ...change } })).body]).toMatchObject([
        change,
        { code: "INVALID_REQUEST", pointer },
      ]);
    expect((await choose({})).status).toBe(400);
    await choose({ quietHours: null });
    expect(await get()).toMatchObject({ quietHours: null });
  });

  it("[PUSH-16] in quiet hours nobody is told, nor of it when they are over", async () => {
    await subscribe(bob);
    await choose({ quietHours: quietNow() });
    const seq = await write(ada, talk, "late at night");
    await heardUpTo(bob, seq);
    expect(await noticed()).toEqual([]);
    late += 3_660_000;
    const next = await write(ada, talk, "in the morning");
    await jobs(1);
    expect(await noticed()).toEqual([next]);
    // They began before the job was there, which may have waited for long.
    await choose({ quietHours: quietNow() });
    expect((await taken(bob)).pushes).toEqual([]);
    expect(await noticed()).toEqual([]);
  });

  it("[PUSH-17] mentions break through a mute and quiet hours, if the user wants it", async () => {
    await subscribe(bob);
    await choose({ quietHours: quietNow(), mentionsBreakThrough: true });
    await settings({ mutedUntil: Date.now() + 60_000 });
    await write(ada, talk, "to nobody");
    const seq = await write(ada, talk, "to @bob", { mentions: [bob.user.id] });
    await jobs(1);
    expect(await noticed()).toEqual([seq]);
    expect((await taken(bob)).pushes).toMatchObject([{ about: { mentions: 1 } }]);
  });

  it("[PUSH-17] a notification without preview says where and how much, and nothing of what was written", async () => {
    await subscribe(bob);
    await choose({ preview: false });
    await write(ada, talk, "a secret of ours");
    await jobs(1);
    const { pushes } = await taken(bob);
    expect(pushes).toMatchObject([{ about: { peerId: ada.user.id, unread: 1, preview: null }, badge: 1 }]);
    expect(JSON.stringify(pushes)).not.toContain("secret");
  });
});

describe("jobs", () => {
  it("[PUSH-44] while somebody has just read, typed or turned away, a job waits until they may have read what comes", async () => {
    await subscribe(bob);
    await markRead(bob, await write(ada, talk, "one"));
    late += 60_000;
    await pushed(bob);
    const delays = () => pushJobs(queue, bob).map((job) => queue.delayOf(job));
    const before = delays().length;
    await markRead(bob, 1);
    const seq = await write(ada, talk, "two");
    await jobs(before + 1);
    expect(delays().at(-1)).toBeGreaterThan(2);
    await markRead(bob, seq);
    expect((await taken(bob)).pushes).toEqual([]);
    late += 60_000;
    await write(ada, talk, "three");
    await jobs(before + 2);
    expect(delays().at(-1)).toBe(0);
    await taken(bob, "third");
    late += 60_000;
    const socket = await openLive(bob.accessToken);
    socket.send({ type: "set-activity", front: false, requestId: "away" });
    await socket.take("done", ({ requestId }) => requestId === "away");
    await write(ada, talk, "four");
    await jobs(before + 3);
    expect(delays().at(-1)).toBeGreaterThan(2);
  });

  it("[PUSH-7] the first goes at once; what follows within two seconds waits in the queue for the same", async () => {
    // It stands still: a busy machine may take longer.
    vi.spyOn(Date, "now").mockReturnValue(Date.now());
    await subscribe(bob);
    await write(ada, talk, "one");
    await jobs(1);
    await pushed(bob);
    await write(ada, talk, "two");
    await jobs(2);
    // On its way: it takes along what comes before it is there.
    for (const text of ["three", "four"]) await write(ada, talk, text);
    await untilTold(async () => expect(await noticed()).toHaveLength(1));
    expect(pushJobs(queue, bob).map((job) => queue.delayOf(job))).toEqual([0, 2]);
    expect((await taken(bob)).pushes).toMatchObject([{ about: { unread: 4, preview: { text: "four" } } }]);
    await jobs(2);
  });

  it("[PUSH-8] one that a crash took, or that the queue did not take, comes again by the alarm", async () => {
    const subscription = await subscribe(bob);
    queue.take = () => Promise.reject(new Error("planted"));
    await write(ada, talk, "one");
    await untilTold(async () => expect(await noticed()).toHaveLength(1));
    queue.take = async () => {};
    await evictDurableObject(sessionObject(bob.user.id));
    late += 11_000;
    await runDurableObjectAlarm(sessionObject(bob.user.id));
    await jobs(1);
    await pushed(bob);
    expect(services.countOf(subscription)).toBe(1);
    // And no more, once it was told.
    late += 3_600_000;
    await runDurableObjectAlarm(sessionObject(bob.user.id));
    await jobs(1);
  });

  it("[PUSH-9] what was read meanwhile is not told, nor what is gone; a replay of a job tells nothing", async () => {
    const subscription = await subscribe(bob);
    const seq = await write(ada, talk, "read elsewhere");
    await jobs(1);
    await markRead(bob, seq);
    expect(await pushed(bob)).toEqual({ acked: ["m0"], retried: {} });
    const gone = await write(ada, talk, "said too much");
    await untilTold(async () => expect(await noticed()).toEqual([gone]));
    await callWorker({ method: "DELETE", path: `/api/conversations/${talk}/messages/${gone}`, token: ada.accessToken });
    await pushed(bob, "second");
    await pushed(bob, "second", 3);
    expect(services.countOf(subscription)).toBe(0);
    expect(await noticed()).toEqual([]);
  });

  it("[PUSH-9] what is told is what the conversation says at that moment, with the exact total of what is not muted", async () => {
    await subscribe(bob);
    const carol = await register(newUsername("carol"));
    const withCarol = await openDirect(carol.accessToken, bob.user.id);
    const { id: group } = await makeGroup(ada, [bob, carol]);
    for (const text of ["1", "2"]) await write(ada, talk, text);
    for (const text of ["3", "4", "5"]) await write(carol, withCarol, text);
    await settings({ mutedUntil: Date.now() + 60_000 }, withCarol);
    await write(ada, group, "to all", { mentions: ["all"] });
    await untilTold(async () => expect(await noticed()).toHaveLength(3));
    const { pushes } = await taken(bob);
    expect(
      pushes.map(({ conversationId, badge, about }) => [conversationId, badge, about.unread, about.preview?.text]),
    ).toEqual(
      expect.arrayContaining([
        [talk, 3, 2, "2"],
        [group, 3, 1, "to all"],
      ]),
    );
    expect(pushes.find(({ conversationId }) => conversationId === group)?.about).toMatchObject({
      kind: "group",
      group: { name: "Tea" },
      mentions: 1,
    });
  });
});

it("[PUSH-9] [PUSH-13] what is shown of a long message is short, and ends between two characters", async () => {
  await subscribe(bob);
  const family = "👩‍👩‍👧‍👦";
  const zalgo = `Z${"\u0315\u0352\u031a".repeat(2_500)}`;
  for (const text of [`${"x".repeat(155)}${family}!`, zalgo]) await write(ada, talk, text);
  await jobs(1);
  const [push] = (await taken(bob)).pushes;
  expect(push?.about.preview?.text.length).toBeLessThanOrEqual(160);
  expect(push?.about.unread).toBe(2);
  await callWorker({
    method: "DELETE",
    path: `/api/conversations/${talk}/messages/2`,
    token: ada.accessToken,
  });
  await write(ada, talk, `${"x".repeat(155)}${family}!`);
  await untilTold(async () => {
    late += 61_000;
    const [next] = (await taken(bob, crypto.randomUUID())).pushes;
    expect(next?.about.preview?.text).toBe("x".repeat(155));
  });
});

const kindsOf = (pushes: readonly Push[]): readonly string[] => pushes.map(({ target }) => target.kind).toSorted();

describe("a consumer", () => {
  it("[PUSH-30] is given the kinds that it can tell; the version before knows of no apps", async () => {
    const { secrets, phone, android } = await appPush();
    const laptop = await logIn(bob.user.username);
    for (const [who, body] of [
      [bob, phone],
      [laptop, android],
    ] as const)
      await callUnder(secrets, { method: "PUT", path: "/api/devices/me/push", token: who.accessToken, body });
    const web = await subscribe(await logIn(bob.user.username));
    await write(ada, talk, "hello");
    await jobs(1);
    // It is done with its job, and the next consumer finds what it has left.
    const earlier = await taken(bob, "of the version before");
    expect(earlier).toMatchObject({ pushes: [{ target: web }] });
    const newer = await session(bob.user.id).takePushes({ jobId: "new", kinds: ["web", "apns", "fcm"] });
    expect(kindsOf(newer.pushes)).toEqual(["apns", "fcm"]);
    const [toPhone, toAndroid] = ["apns", "fcm"].map((kind) => newer.pushes.find(({ target }) => target.kind === kind));
    expect([toPhone?.target, toAndroid?.target]).toEqual([phone, android]);
    // As the version before says what came of it, and as this one does.
    const says = (push: Push | undefined, endpoint: string, jobId: string) =>
      session(bob.user.id).settlePushes({
        jobId,
        results: [{ ...pick(push), endpoint, outcome: { kind: "gone" } }],
      });
    await says(toPhone, `apns:production:${phone.token.toLowerCase()}`, "new");
    const get = { method: "GET", path: "/api/devices/me/push" };
    expect((await callWorker({ ...get, token: bob.accessToken })).status).toBe(200);
    await says(toPhone, `apns:sandbox:${phone.token.toLowerCase()}`, "new");
    await says(toAndroid, `fcm:${android.token}`, "new");
    await says(earlier.pushes[0], web.endpoint, "of the version before");
    for (const who of [bob, laptop])
      expect((await callWorker({ ...get, token: who.accessToken })).body).toMatchObject({ code: "NOT_FOUND" });
    expect(await noticed()).toEqual([]);
  });
});

describe("once", () => {
  it("[PUSH-32] [PUSH-34] what nobody knows the end of is told again to an app that drops repeats, and not where the system shows it", async () => {
    const { secrets, phone, android } = await appPush();
    const laptop = await logIn(bob.user.username);
    for (const [who, body] of [
      [bob, phone],
      [laptop, android],
    ] as const)
      await callUnder(secrets, { method: "PUT", path: "/api/devices/me/push", token: who.accessToken, body });
    await write(ada, talk, "maybe");
    await jobs(1);
    const take = (jobId: string) => session(bob.user.id).takePushes({ jobId, kinds: ["apns", "fcm"] });
    expect(kindsOf((await take("cut off")).pushes)).toEqual(["apns", "fcm"]);
    late += 61_000;
    expect(kindsOf((await take("cut off")).pushes)).toEqual(["fcm"]);
    late += 61_000;
    expect(kindsOf((await take("cut off")).pushes)).toEqual(["fcm"]);
    // The next message tells both.
    const seq = await write(ada, talk, "surely");
    await untilTold(async () => expect(await noticed()).toEqual([seq]));
    late += 61_000;
    expect(kindsOf((await take("next")).pushes)).toEqual(["apns", "fcm"]);
  });

  it("[PUSH-10] two consumers at the same time tell it once", async () => {
    const subscription = await subscribe(bob);
    await write(ada, talk, "once");
    await jobs(1);
    await Promise.all([pushed(bob, "one"), pushed(bob, "two"), pushed(bob, "three")]);
    await pushed(bob, "four");
    expect(services.countOf(subscription)).toBe(1);
  });

  it("[PUSH-10] a claim that a crash cut off is told again, after a minute, where the receiver drops repeats", async () => {
    await subscribe(bob);
    await write(ada, talk, "maybe");
    await jobs(1);
    const [first] = (await taken(bob, "cut off")).pushes;
    // Whoever comes meanwhile is done; the same job comes again.
    expect(await taken(bob, "another")).toEqual({ pushes: [], retryAfterMs: null });
    const again = await taken(bob, "cut off");
    expect(again.pushes).toEqual([]);
    expect(again.retryAfterMs).toBeGreaterThan(50_000);
    late += 61_000;
    const [second] = (await taken(bob, "cut off")).pushes;
    expect(second).toMatchObject({ seq: first?.seq, attempt: 2 });
    // What the first consumer says now is too late, unless it knows that the service has it.
    const says = (kind: "rejected" | "taken") =>
      session(bob.user.id).settlePushes({
        jobId: "cut off",
        results: [{ ...pick(first), endpoint: "", outcome: { kind } }],
      });
    expect((await says("rejected")).retryAfterMs).toBeGreaterThan(0);
    expect((await says("taken")).retryAfterMs).toBeNull();
  });

  it("[PUSH-11] a refusal is tried again when the service says; a subscription that is gone is dropped", async () => {
    const subscription = await subscribe(bob);
    await write(ada, talk, "one");
    await jobs(1);
    services.answer(subscription, () => new Response(null, { status: 429, headers: { "retry-after": "40" } }));
    expect(await pushed(bob)).toEqual({ acked: [], retried: { m0: 40 } });
    expect(await pushed(bob, "another")).toEqual({ acked: ["m0"], retried: {} });
    expect(services.countOf(subscription)).toBe(1);
    late += 41_000;
    expect(await pushed(bob, "a-job", 2)).toEqual({ acked: ["m0"], retried: {} });
    expect(services.countOf(subscription)).toBe(2);
    await write(ada, talk, "two");
    services.answer(subscription, () => new Response(null, { status: 410 }));
    await untilTold(async () => expect(await noticed()).toHaveLength(1));
    await pushed(bob, "third");
    const { body } = await callWorker({ method: "GET", path: "/api/devices/me/push", token: bob.accessToken });
    expect(body).toMatchObject({ code: "NOT_FOUND" });
    expect(await noticed()).toEqual([]);
  });

  it("[PUSH-11] an answer that never came is asked for again, and a refusal for good is not", async () => {
    const subscription = await subscribe(bob);
    await write(ada, talk, "one");
    await jobs(1);
    services.answer(subscription, () => Promise.reject(new Error("connection lost")));
    expect((await pushed(bob)).retried).toEqual({ m0: 5 });
    late += 6_000;
    services.answer(subscription, () => new Response(null, { status: 400 }));
    expect(await pushed(bob, "a-job", 2)).toEqual({ acked: ["m0"], retried: {} });
    late += 3_600_000;
    expect(await pushed(bob, "a-job", 3)).toEqual({ acked: ["m0"], retried: {} });
    expect(services.countOf(subscription)).toBe(2);
  });

  it("[PUSH-11] [JOBS-7] one that is refused to the end is a dead letter, and tells when it is replayed", async () => {
    const subscription = await subscribe(bob);
    await write(ada, talk, "one");
    await jobs(1);
    const id = crypto.randomUUID();
    for (let attempts = 1; attempts <= 9; attempts++) {
      services.answer(subscription, () => new Response(null, { status: 503 }));
      const { acked } = await pushed(bob, id, attempts);
      expect(acked).toEqual(attempts <= 8 ? [] : ["m0"]);
      late += 3_600_000;
    }
    const token = "an-operators-secret-of-more-than-forty-characters";
    const dead = await callWorker({ method: "GET", path: "/api/admin/dead-letters", token });
    expect(JSON.stringify(dead.body)).toContain(id);
    // Nobody asks for it any more but an operator.
    await runDurableObjectAlarm(sessionObject(bob.user.id));
    expect(pushJobs(queue, bob)).toHaveLength(1);
    await pushed(bob, id);
    expect(services.countOf(subscription)).toBe(10);
  });
});

it("[PUSH-18] beyond the budget nobody is told, and of what is still unread the next day", async () => {
  await subscribe(bob);
  await useUp(bob.user.id, "pushes");
  const seq = await write(ada, talk, "one too many");
  await jobs(1);
  expect(await taken(bob)).toEqual({ pushes: [], retryAfterMs: null });
  expect(await noticed()).toEqual([seq]);
  late += 86_400_000;
  await runDurableObjectAlarm(sessionObject(bob.user.id));
  await jobs(2);
  expect((await taken(bob)).pushes).toHaveLength(1);
});

it("[PUSH-15] whoever has no subscription has no row, no job and no alarm of it", async () => {
  await write(ada, talk, "hello");
  await heardUpTo(bob, 1);
  expect(await noticed()).toEqual([]);
  expect(pushJobs(queue, bob)).toEqual([]);
  const { tables } = await storedOf(sessionObject(bob.user.id));
  expect(tables).toContain("push_subscription");
  expect(await taken(bob)).toEqual({ pushes: [], retryAfterMs: null });
});

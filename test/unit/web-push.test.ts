// Web push, sent to a service that judges and decrypts it by itself.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { setLogLevel } from "../../durable-objects/runtime/logger.ts";
import { WebPushService, type PushAnswer } from "../../lab/push/web-push-service.ts";
import type { WebSubscription } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import { makePushKey } from "../../tools/run/keys.ts";
import type { Notification } from "../../workers/push/notification.ts";
import { sendPushes } from "../../workers/push/send-pushes.ts";
import { readVapidKeys } from "../../workers/push/vapid-keys.ts";
import { notification, outcomesOf } from "../support/push-outcomes.ts";
import { standInFor } from "../support/stand-in-for.ts";

let service: WebPushService;
let env: Env;
let vapidKeys: readonly string[];

beforeEach(async () => {
  service = new WebPushService();
  await service.start();
  const VAPID_KEYS = JSON.stringify([await makePushKey(1_000), await makePushKey(2_000)]);
  env = standInFor<Env>({ VAPID_KEYS, PUSH_LOOPBACK: "allowed", CLIENT_ADDRESS_SOURCE: "none" });
  vapidKeys = [...((await readVapidKeys(env))?.signing.keys() ?? [])];
  setLogLevel("error");
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await service.stop();
});

const subscribe = (n = 0): WebSubscription => service.subscribe(vapidKeys[n] ?? "");

const send = (
  targets: readonly WebSubscription[],
  changes: Partial<Notification> = {},
): Promise<readonly PushOutcome[]> => outcomesOf(env, targets, { ...notification, ...changes });

it("[PUSH-12] the browser decrypts what was sent, and the service finds nothing wrong with it", async () => {
  const [newest, earlier] = [subscribe(0), subscribe(1)];
  expect(await send([newest, earlier])).toEqual([{ kind: "taken" }, { kind: "taken" }]);
  for (const target of [newest, earlier]) {
    const [received] = service.of(target).received;
    expect(received?.data).toEqual({ type: "message", ...notification });
    expect(received?.topic).not.toContain("group");
  }
  // By the topic the service replaces what it has not delivered; it does not tell which devices are in one conversation.
  const [a, b] = [newest, earlier].map((target) => service.of(target).received[0]?.topic);
  expect(a).not.toBe(b);
  await send([newest]);
  expect(service.of(newest).received[1]?.topic).toBe(a);
  expect(service.faults).toEqual([]);
});

it.each<readonly [string, PushAnswer, PushOutcome]>([
  ["404", { status: 404 }, { kind: "gone" }],
  ["410", { status: 410 }, { kind: "gone" }],
  ["400", { status: 400 }, { kind: "rejected" }],
  ["403", { status: 403 }, { kind: "rejected" }],
  ["429 with seconds", { status: 429, retryAfter: "120" }, { kind: "refused", retryAfterMs: 120_000 }],
  ["429 with nonsense", { status: 429, retryAfter: "soon" }, { kind: "refused" }],
  ["500", { status: 500 }, { kind: "refused", mayHaveCome: true }],
  ["503 with seconds", { status: 503, retryAfter: "0" }, { kind: "refused", retryAfterMs: 0, mayHaveCome: true }],
  ["slow 201", { status: 201, afterMs: 300 }, { kind: "taken" }],
])("[PUSH-13] what %s means", async (_, answer, outcome) => {
  const target = subscribe();
  service.of(target).answers.push(answer);
  expect(await send([target])).toEqual([outcome]);
  expect(service.requests).toBe(1);
});

it("[PUSH-13] a redirect is not followed", async () => {
  const [target, other] = [subscribe(), subscribe()];
  service.of(target).answers.push({ status: 307, location: other.endpoint });
  expect(await send([target])).toEqual([{ kind: "rejected" }]);
  expect(service.requests).toBe(1);
});

it("[PUSH-13] what is too large is sent without its words, once", async () => {
  const target = subscribe();
  service.of(target).answers.push({ status: 413 });
  expect(await send([target])).toEqual([{ kind: "taken" }]);
  const { title: _title, body: _body, ...rest } = notification;
  expect(service.of(target).received.map(({ data }) => data)).toEqual([{ type: "message", ...rest }]);
  service.of(target).answers.push({ status: 413 }, { status: 413 });
  expect(await send([target])).toEqual([{ kind: "rejected" }]);
  expect(service.requests).toBe(4);
});

it("[PUSH-13] a payload that no service takes is shortened before it is sent", async () => {
  const target = subscribe();
  expect(await send([target], { body: "和".repeat(1_400) })).toEqual([{ kind: "taken" }]);
  expect(service.of(target).received[0]?.data).not.toHaveProperty("body");
  expect(service.requests).toBe(1);
});

it("[PUSH-3] [PUSH-12] an address that may not be called any more is not, nor is one whose key was taken away", async () => {
  const target = subscribe();
  env = standInFor<Env>({ ...env, PUSH_LOOPBACK: "" });
  expect(await send([target])).toEqual([{ kind: "gone" }]);
  env = standInFor<Env>({ ...env, PUSH_LOOPBACK: "allowed", VAPID_KEYS: JSON.stringify([await makePushKey(3_000)]) });
  expect(await send([target])).toEqual([{ kind: "gone" }]);
  expect(service.requests).toBe(0);
});

it("[PUSH-14] a service that does not answer is left alone after its deadline", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const stuck = Array.from({ length: 6 }, () => subscribe());
  for (const target of stuck) service.of(target).answers.push("silence");
  const other = new WebPushService();
  await other.start();
  const good = Array.from({ length: 20 }, () => other.subscribe(vapidKeys[0] ?? ""));
  const sending = send([...stuck, ...good]);
  await vi.waitUntil(() => service.requests === 2);
  await vi.advanceTimersByTimeAsync(8_000);
  const outcomes = await sending;
  expect(outcomes.slice(0, 2)).toEqual([{ kind: "unknown" }, { kind: "unknown" }]);
  expect(outcomes.slice(2, 6)).toEqual(Array.from({ length: 4 }, () => ({ kind: "refused", retryAfterMs: 30_000 })));
  expect(outcomes.slice(6)).toEqual(good.map(() => ({ kind: "taken" })));
  expect(service.requests).toBe(2);
  expect(other.mostOpen).toBeLessThanOrEqual(2);
  await other.stop();
});

it("[PUSH-10] [PUSH-14] what was claimed too long ago is not sent any more: its claim may be over before the answer", async () => {
  const target = subscribe();
  const outcomes: PushOutcome[] = [];
  const ended = (outcome: PushOutcome): void => void outcomes.push(outcome);
  for (const secondsAgo of [39, 41])
    await sendPushes([{ target, notification, claimedAt: Date.now() - secondsAgo * 1_000, ended }], env);
  expect(outcomes).toEqual([{ kind: "taken" }, { kind: "refused", retryAfterMs: 30_000 }]);
  expect(service.requests).toBe(1);
});

it("[PUSH-14] services that only their users know delay none of the browsers' own", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: URL) => {
    asked.push(url.host);
    return url.host === "fcm.googleapis.com"
      ? Promise.resolve(new Response(null, { status: 201 }))
      : new Promise(() => {});
  });
  const at = (endpoint: string): WebSubscription => ({ ...subscribe(), endpoint });
  const stuck = Array.from({ length: 9 }, (_, n) => at(`https://push-${n}.example.com/1`));
  const good = Array.from({ length: 30 }, (_, n) => at(`https://fcm.googleapis.com/fcm/send/${n}`));
  const sending = send([...stuck, ...good]);
  // Nothing is late yet.
  await vi.waitUntil(() => asked.filter((host) => host === "fcm.googleapis.com").length === good.length);
  expect(asked).toHaveLength(good.length + 2);
  await vi.advanceTimersByTimeAsync(60_000);
  const outcomes = await sending;
  expect(outcomes.slice(9).every(({ kind }) => kind === "taken")).toBe(true);
  // The batch ends before claims do: whoever was not asked by then is another time.
  expect(outcomes.slice(0, 9).filter(({ kind }) => kind === "unknown")).not.toEqual([]);
  vi.unstubAllGlobals();
});

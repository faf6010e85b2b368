// Pushes to Apple's devices, sent to a service that judges them as Apple's documents say.
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { ApnsService, type ApnsAnswer } from "../../lab/push/apns-service.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ApnsSubscription } from "../../schema/protocol/push.ts";
import type { PushOutcome } from "../../schema/rpc/pushes.ts";
import type { Notification } from "../../workers/push/notification.ts";
import { clearOutcomeOf, notification, outcomesOf } from "../support/push-outcomes.ts";
import { standInFor } from "../support/stand-in-for.ts";

let service: ApnsService;
let env: Env;
let logged: string[];
/** Each test an hour later: what the log says of one does not fill the minute of another. */
let hour = 0;

beforeEach(async () => {
  service = new ApnsService();
  await service.start();
  env = standInFor<Env>({
    APNS_KEY: service.secret,
    APNS_URL: service.origin,
    PUSH_LOOPBACK: "allowed",
    CLIENT_ADDRESS_SOURCE: "none",
  });
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: unknown) => void logged.push(String(line)));
  hour += 12;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 30, hour, 10) });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await service.stop();
});

const send = async (target: ApnsSubscription, changes: Partial<Notification> = {}): Promise<PushOutcome | undefined> =>
  (await outcomesOf(env, [target], { ...notification, ...changes }))[0];
const minutes = (count: number): unknown => vi.setSystemTime(Date.now() + count * 60_000);

it("[PUSH-31] a device shows what was sent, the badge and the place, and the service finds nothing wrong with it", async () => {
  const target = service.install();
  // However the app writes its token.
  expect(await send({ ...target, token: target.token.toUpperCase() })).toEqual({ kind: "taken" });
  const { title, body, badge, ...rest } = notification;
  expect(service.of(target).received.map(({ how: _, ...told }) => told)).toEqual([
    {
      payload: {
        aps: {
          alert: { title, body },
          badge,
          sound: "default",
          "thread-id": notification.conversationId,
          "mutable-content": 1,
        },
        klatch: { type: "message", ...rest },
      },
      collapseId: expect.stringMatching(/^[\w-]{43}$/) as unknown,
      pushType: "alert",
      priority: "10",
      expiresAt: Date.now() + 604_800_000,
    },
  ]);
  expect(service.faults).toEqual([]);
});

it("[PUSH-31] what is not known is left out, and there are words where there is no text", async () => {
  const target = service.install();
  const { title: _title, body: _body, badge: _badge, ...rest } = notification;
  await outcomesOf(env, [target], rest);
  expect(service.of(target).received[0]?.payload).toMatchObject({ aps: { alert: { "loc-key": "New message" } } });
  expect(service.of(target).received[0]?.payload).not.toHaveProperty("aps.badge");
});

it("[PUSH-31] the same conversation is replaced on one device; the id tells neither it nor who else is in it", async () => {
  const [phone, tablet] = [service.install(), service.install()];
  await outcomesOf(env, [phone, tablet]);
  await send(phone, { seq: 43 });
  await send(phone, { conversationId: "group_00000000000000000000000001" as ConversationId });
  const [first, second, other] = service.of(phone).received.map(({ collapseId }) => collapseId);
  expect(second).toBe(first);
  expect(new Set([first, other, service.of(tablet).received[0]?.collapseId]).size).toBe(3);
});

it("[PUSH-31] one token serves for half an hour, for isolates that know nothing of each other too", async () => {
  const target = service.install();
  for (let n = 0; n < 12; n++) {
    expect(await send(target)).toEqual({ kind: "taken" });
    // Another isolate has the same key, and makes a token of its own: the service takes no update within twenty minutes.
    env = standInFor<Env>({ ...env, APNS_KEY: `${service.secret}${" ".repeat(n % 2)}` });
    expect(await send(target)).toEqual({ kind: "taken" });
    minutes(11);
  }
  expect(service.faults).toEqual([]);
  minutes(600);
  expect(await send(target)).toEqual({ kind: "taken" });
});

it("[PUSH-31] an isolate uses its token again, and makes another when it has aged", async () => {
  const target = service.install();
  await send(target);
  minutes(15);
  await send(target);
  expect(service.tokens.size).toBe(1);
  minutes(10);
  await send(target);
  expect(service.tokens.size).toBe(2);
  expect(service.faults).toEqual([]);
});

it("[PUSH-31] a token that the service finds too old is made anew and the push tried once more; not again within twenty minutes", async () => {
  const target = service.install();
  // This machine's clock is late.
  service.aheadMs = 55 * 60_000;
  expect(await send(target)).toEqual({ kind: "taken" });
  expect(service.faults).toEqual(["ExpiredProviderToken"]);
  expect(await send(target)).toEqual({ kind: "taken" });
  service.aheadMs = 70 * 60_000;
  expect(await send(target)).toEqual({ kind: "refused" });
  expect(await send(target)).toEqual({ kind: "refused" });
  expect(service.requests).toBe(5);
  expect(service.of(target).received).toHaveLength(2);
  expect(logged.join("\n")).toContain('"error":"ExpiredProviderToken"');
});

it.each<readonly [string, ApnsAnswer, PushOutcome]>([
  ["400 BadDeviceToken", { status: 400, reason: "BadDeviceToken" }, { kind: "gone" }],
  ["400 DeviceTokenNotForTopic", { status: 400, reason: "DeviceTokenNotForTopic" }, { kind: "gone" }],
  ["410 ExpiredToken", { status: 410, reason: "ExpiredToken" }, { kind: "gone" }],
  ["410 without a reason", { status: 410 }, { kind: "gone" }],
  ["400 BadPriority", { status: 400, reason: "BadPriority" }, { kind: "rejected" }],
  ["400 with nonsense", { status: 400, body: "<html>" }, { kind: "rejected" }],
  ["400 with a book", { status: 400, body: `{"reason":"${"BadDeviceToken".repeat(1_000)}"}` }, { kind: "rejected" }],
  ["400 TopicDisallowed", { status: 400, reason: "TopicDisallowed" }, { kind: "refused" }],
  ["403 InvalidProviderToken", { status: 403, reason: "InvalidProviderToken" }, { kind: "refused" }],
  ["404 BadPath", { status: 404, reason: "BadPath" }, { kind: "refused" }],
  ["404 of somebody else", { status: 404, body: "not here" }, { kind: "refused" }],
  ["429", { status: 429, reason: "TooManyRequests", retryAfter: "7" }, { kind: "refused", retryAfterMs: 7_000 }],
  ["500", { status: 500, reason: "InternalServerError" }, { kind: "refused", mayHaveCome: true }],
  [
    "503",
    { status: 503, reason: "Shutdown", retryAfter: "0" },
    { kind: "refused", retryAfterMs: 0, mayHaveCome: true },
  ],
])("[PUSH-32] what %s means", async (_, answer, outcome) => {
  const target = service.install();
  service.of(target).answers.push(answer);
  expect(await send(target)).toEqual(outcome);
  expect(service.requests).toBe(1);
  expect(service.of(target).received).toEqual([]);
});

it("[PUSH-32] an app that was deleted, and a token that no device has, are gone", async () => {
  const target = service.install();
  service.of(target).isInstalled = false;
  expect(await send(target)).toEqual({ kind: "gone" });
  expect(await send({ kind: "apns", token: "ab".repeat(32), environment: "production" })).toEqual({ kind: "gone" });
});

it("[PUSH-13] [PUSH-32] what is too large is sent without its words, once; what no service takes is not sent before", async () => {
  const target = service.install();
  service.of(target).answers.push({ status: 413, reason: "PayloadTooLarge" });
  expect(await send(target)).toEqual({ kind: "taken" });
  expect(await send(target, { body: "和".repeat(1_400) })).toEqual({ kind: "taken" });
  expect(service.requests).toBe(3);
  for (const { payload } of service.of(target).received)
    expect(payload).toMatchObject({ aps: { alert: { "loc-key": "New message" } }, klatch: { seq: 42 } });
});

it("[PUSH-32] where the deployment's own settings are wrong the subscription stays, and the log says what is; without the key it ends", async () => {
  const target = service.install();
  const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  const of = (changes: object): string => JSON.stringify({ ...(JSON.parse(service.secret) as object), ...changes });
  for (const [changes, reason] of [
    [{ APNS_KEY: of({ key: other }) }, "InvalidProviderToken"],
    [{ APNS_KEY: of({ topic: "com.example.other" }) }, "TopicDisallowed"],
    [{ APNS_KEY: of({ keyId: "short" }) }, "APNS_KEY is not JSON with keyId, teamId, topic and key"],
    [{ APNS_KEY: of({ key: "-----BEGIN" }) }, "the key in APNS_KEY is no P-256 key in PKCS #8"],
    [{ APNS_URL: "http://10.0.0.1" }, "APNS_URL"],
    [{ APNS_URL: "https://" }, "APNS_URL"],
    [{ PUSH_LOOPBACK: "" }, "APNS_URL"],
  ] as const) {
    expect([reason, (await outcomesOf(standInFor<Env>({ ...env, ...changes }), [target]))[0]]).toEqual([
      reason,
      { kind: "refused" },
    ]);
    expect(logged.at(-1)).toContain(`"error":"${reason}"`);
  }
  expect(service.of(target).received).toEqual([]);
  expect(await outcomesOf(standInFor<Env>({ ...env, APNS_KEY: undefined }), [target])).toEqual([{ kind: "gone" }]);
});

it("[PUSH-31] [PUSH-40] what is over is taken back by the app, and the badge changes in any case", async () => {
  const target = service.install();
  const { conversationId } = notification;
  expect(await clearOutcomeOf(env, target, { conversationId, seq: 42, badge: 0 })).toEqual({ kind: "taken" });
  expect(await clearOutcomeOf(env, target, { conversationId, seq: 43 })).toEqual({ kind: "taken" });
  const klatch = { type: "clear", conversationId };
  const quiet = { collapseId: undefined, priority: "5", expiresAt: Date.now() + 604_800_000 };
  expect(service.of(target).received.map(({ how: _, ...told }) => told)).toEqual([
    {
      ...quiet,
      pushType: "alert",
      payload: { aps: { "content-available": 1, badge: 0 }, klatch: { ...klatch, seq: 42 } },
    },
    { ...quiet, pushType: "background", payload: { aps: { "content-available": 1 }, klatch: { ...klatch, seq: 43 } } },
  ]);
  expect(service.faults).toEqual([]);
});

it.each<readonly [string, Partial<Notification>, string]>([
  ["a message request", { request: true }, "Message request"],
  ["a friend request", { type: "friend-request", userId: "user_a" as UserId }, "Friend request"],
  ["an invitation", { type: "invitation", by: "Ada" }, "Invitation"],
])("[PUSH-31] %s has words of its own", async (_, changes, words) => {
  const target = service.install();
  const { body: _body, ...rest } = notification;
  await outcomesOf(env, [target], { ...rest, ...changes });
  expect(service.of(target).received[0]?.payload).toMatchObject({
    aps: { alert: { title: rest.title, "loc-key": words } },
    klatch: { type: "message", ...changes },
  });
});

it("[PUSH-31] [PUSH-41] what takes the place of another makes no sound", async () => {
  const target = service.install();
  await send(target, { replaces: true });
  const [{ payload } = {}] = service.of(target).received;
  expect(payload).toMatchObject({ aps: { "interruption-level": "passive" }, klatch: { replaces: true } });
  expect(payload).not.toHaveProperty("aps.sound");
});

it("[PUSH-31] each environment has its own service, unless the operator names another", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: URL) => {
    asked.push(url.href.replace(/[0-9a-f]{64}$/, "TOKEN"));
    return new Response(null, { status: 200 });
  });
  const apple = standInFor<Env>({ ...env, APNS_URL: undefined });
  const targets = [service.install("production"), service.install("sandbox")];
  expect(await outcomesOf(apple, targets)).toEqual([{ kind: "taken" }, { kind: "taken" }]);
  vi.unstubAllGlobals();
  expect(asked.toSorted()).toEqual([
    "https://api.push.apple.com/3/device/TOKEN",
    "https://api.sandbox.push.apple.com/3/device/TOKEN",
  ]);
});

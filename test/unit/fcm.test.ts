// Pushes to Android apps, sent to services that judge them as Google's documents say, with apps that do what the README says.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { ApnsService } from "../../lab/push/apns-service.ts";
import { FcmService, type FcmAnswer } from "../../lab/push/fcm-service.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { FcmSubscription } from "../../schema/protocol/push.ts";
import { dropsRepeats, type PushOutcome } from "../../schema/rpc/pushes.ts";
import type { Notification } from "../../workers/push/notification.ts";
import { clearOutcomeOf, notification, outcomesOf } from "../support/push-outcomes.ts";
import { standInFor } from "../support/stand-in-for.ts";

let service: FcmService;
let env: Env;
let logged: string[];
/** Each test an hour later: what the log says of one does not fill the minute of another. */
let hour = 0;

beforeEach(async () => {
  service = new FcmService();
  await service.start();
  env = standInFor<Env>({
    FCM_SERVICE_ACCOUNT: service.secret,
    FCM_URL: service.origin,
    PUSH_LOOPBACK: "allowed",
    CLIENT_ADDRESS_SOURCE: "none",
  });
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line: unknown) => void logged.push(String(line)));
  hour += 12;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2026, 10, 30, hour) });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  await service.stop();
});

const send = async (target: FcmSubscription, changes: Partial<Notification> = {}): Promise<PushOutcome | undefined> =>
  (await outcomesOf(env, [target], { ...notification, ...changes }))[0];
const minutes = (count: number): unknown => vi.setSystemTime(Date.now() + count * 60_000);

it("[PUSH-34] an app gets data in texts, at once and for a week, and the service finds nothing wrong with it", async () => {
  const target = service.install();
  expect(await send(target)).toEqual({ kind: "taken" });
  expect(service.of(target).received.map(({ how: _, ...told }) => told)).toEqual([
    {
      data: {
        type: "message",
        conversationId: notification.conversationId,
        seq: "42",
        title: "Climbers",
        body: notification.body,
        unread: "3",
        mentions: "1",
        badge: "7",
      },
      priority: "HIGH",
      ttl: "604800s",
    },
  ]);
  expect(service.faults).toEqual([]);
});

it("[PUSH-34] an app shows one notification for each conversation, and a repeat does not ring", async () => {
  expect(dropsRepeats.fcm).toBe(true);
  const target = service.install();
  // The service has it, and says otherwise.
  service.of(target).answers.push({ status: 500, code: "INTERNAL", isTakenFirst: true });
  expect(await send(target)).toEqual({ kind: "refused", mayHaveCome: true });
  expect(await send(target)).toEqual({ kind: "taken" });
  await send(target, { seq: 43, body: "later" });
  await send(target, { conversationId: "direct_a_b" as ConversationId });
  const app = service.of(target);
  expect(app.received).toHaveLength(4);
  expect(app.screen.rung.length).toBe(3);
  expect([...app.screen.shown.values()].map(({ seq }) => seq)).toEqual([43, 42]);
});

it("[PUSH-34] [PUSH-40] [PUSH-41] an app takes back what is over, and nothing newer; what comes late or replaces does not ring", async () => {
  const target = service.install();
  const app = service.of(target);
  const { conversationId } = notification;
  const clear = (seq: number) => clearOutcomeOf(env, target, { conversationId, seq, badge: 1 });
  await send(target);
  await send(target, { seq: 44, replaces: true });
  expect(await clear(42)).toEqual({ kind: "taken" });
  expect([app.screen.rung.length, [...app.screen.shown.values()].map(({ seq }) => seq)]).toEqual([1, [44]]);
  expect(await clear(44)).toEqual({ kind: "taken" });
  await send(target, { seq: 43 });
  expect([app.screen.rung.length, app.screen.shown.size]).toEqual([1, 0]);
  expect(app.received.at(-2)).toMatchObject({
    data: { type: "clear", conversationId, seq: "44", badge: "1" },
    priority: "NORMAL",
    ttl: "604800s",
  });
  expect(service.faults).toEqual([]);
});

it("[PUSH-34] [PUSH-42] news say what they are, and what belongs to them is text too", async () => {
  const target = service.install();
  const conversationId = "direct_a_b" as ConversationId;
  await send(target, { type: "invitation", by: "Ada", cleared: [{ conversationId, seq: 3 }] });
  expect(service.of(target).received[0]?.data).toMatchObject({
    type: "invitation",
    by: "Ada",
    cleared: JSON.stringify([{ conversationId, seq: 3 }]),
  });
  expect(service.faults).toEqual([]);
});

it("[PUSH-33] one access token serves for all until shortly before it expires, and one request asks for it", async () => {
  const targets = Array.from({ length: 8 }, () => service.install());
  const taken = targets.map(() => ({ kind: "taken" }));
  expect(await outcomesOf(env, targets)).toEqual(taken);
  minutes(54);
  expect(await outcomesOf(env, targets)).toEqual(taken);
  expect(service.grants).toBe(1);
  minutes(2);
  expect(await outcomesOf(env, targets)).toEqual(taken);
  expect(service.grants).toBe(2);
  expect(service.faults).toEqual([]);
});

it("[PUSH-33] a token that is not taken any more is replaced once; where that does not help it is left at that for a minute", async () => {
  const target = service.install();
  await send(target);
  minutes(5);
  service.revoke();
  expect(await send(target)).toEqual({ kind: "taken" });
  expect(service.grants).toBe(2);
  // The new one is not taken either.
  service.of(target).answers.push({ status: 401, code: "THIRD_PARTY_AUTH_ERROR" });
  expect(await send(target)).toEqual({ kind: "refused" });
  expect(service.grants).toBe(2);
  expect(logged.at(-1)).toContain('"error":"THIRD_PARTY_AUTH_ERROR"');
});

it("[PUSH-33] where no token is given nothing is sent, and nobody asks again for a while", async () => {
  const targets = Array.from({ length: 5 }, () => service.install());
  service.grantAnswers.push({ status: 503, retryAfter: "30" });
  const refused = targets.map(() => ({ kind: "refused", retryAfterMs: 30_000 }));
  expect(await outcomesOf(env, targets)).toEqual(refused);
  expect(await outcomesOf(env, targets)).toEqual(refused);
  expect([service.grants, service.requests]).toEqual([1, 1]);
  minutes(1);
  service.grantAnswers.push({ status: 400, code: "invalid_grant" });
  expect(await outcomesOf(env, targets)).toEqual(targets.map(() => ({ kind: "refused" })));
  expect(logged.at(-1)).toContain('"error":"invalid_grant"');
  minutes(1);
  expect(await outcomesOf(env, targets)).toEqual(targets.map(() => ({ kind: "taken" })));
  expect(service.grants).toBe(3);
});

it.each<readonly [string, FcmAnswer, PushOutcome]>([
  ["UNREGISTERED", { status: 404, code: "UNREGISTERED" }, { kind: "gone" }],
  ["SENDER_ID_MISMATCH", { status: 403, code: "SENDER_ID_MISMATCH" }, { kind: "gone" }],
  ["INVALID_ARGUMENT", { status: 400, code: "INVALID_ARGUMENT" }, { kind: "rejected" }],
  ["404 without words of Google's", { status: 404, body: "<html>" }, { kind: "refused" }],
  ["403 PERMISSION_DENIED", { status: 403, code: "PERMISSION_DENIED" }, { kind: "refused" }],
  [
    "429 with seconds",
    { status: 429, code: "QUOTA_EXCEEDED", retryAfter: "9" },
    { kind: "refused", retryAfterMs: 9_000 },
  ],
  ["429 without", { status: 429, code: "QUOTA_EXCEEDED" }, { kind: "refused", retryAfterMs: 60_000 }],
  [
    "503",
    { status: 503, code: "UNAVAILABLE", retryAfter: "2" },
    { kind: "refused", retryAfterMs: 2_000, mayHaveCome: true },
  ],
  ["500", { status: 500, code: "INTERNAL" }, { kind: "refused", mayHaveCome: true }],
  ["502 of a machine between", { status: 502, body: "x".repeat(100_000) }, { kind: "refused", mayHaveCome: true }],
])("[PUSH-35] what %s means", async (_, answer, outcome) => {
  const target = service.install();
  service.of(target).answers.push(answer);
  expect(await send(target)).toEqual(outcome);
  expect(service.of(target).received).toEqual([]);
});

it("[PUSH-35] a token that was never given, and one that is none, are gone", async () => {
  expect(await send({ kind: "fcm", token: "never-given-to-anybody" })).toEqual({ kind: "gone" });
  vi.stubGlobal("fetch", async (url: URL) =>
    url.pathname === "/token"
      ? Response.json({ access_token: "a", expires_in: 60, token_type: "Bearer" })
      : Response.json(
          {
            error: {
              status: "INVALID_ARGUMENT",
              details: [{ errorCode: "INVALID_ARGUMENT" }, { fieldViolations: [{ field: "message.token" }] }],
            },
          },
          { status: 400 },
        ),
  );
  env = standInFor<Env>({ ...env, FCM_SERVICE_ACCOUNT: ` ${service.secret}` });
  expect(await send({ kind: "fcm", token: "no-token-at-all-but-long" })).toEqual({ kind: "gone" });
  vi.unstubAllGlobals();
});

it("[PUSH-13] [PUSH-34] data that no service takes is shortened before it is sent", async () => {
  const target = service.install();
  expect(await send(target, { body: "和".repeat(1_400) })).toEqual({ kind: "taken" });
  expect(service.of(target).received[0]?.data).not.toHaveProperty("body");
  expect(service.of(target).received).toHaveLength(1);
  expect(service.faults).toEqual([]);
});

it("[PUSH-35] where the deployment's own settings are wrong the subscription stays; without the account it ends", async () => {
  const target = service.install();
  const of = (changes: object): string => JSON.stringify({ ...(JSON.parse(service.secret) as object), ...changes });
  for (const [changes, reason] of [
    [{ FCM_SERVICE_ACCOUNT: of({ client_email: "who@example.com" }) }, "invalid_grant"],
    [{ FCM_SERVICE_ACCOUNT: of({ token_uri: "https://169.254.169.254/token" }) }, "token_uri"],
    [{ FCM_SERVICE_ACCOUNT: of({ project_id: "another" }) }, "404"],
    [
      { FCM_SERVICE_ACCOUNT: of({ private_key: "" }) },
      "the private_key in FCM_SERVICE_ACCOUNT is no RSA key in PKCS #8",
    ],
    [{ FCM_SERVICE_ACCOUNT: "{" }, "FCM_SERVICE_ACCOUNT is not the JSON of a service account"],
    [{ FCM_URL: "http://10.0.0.1" }, "FCM_URL"],
    [{ PUSH_LOOPBACK: "" }, "FCM_URL"],
  ] as const) {
    expect([reason, (await outcomesOf(standInFor<Env>({ ...env, ...changes }), [target]))[0]?.kind]).toEqual([
      reason,
      "refused",
    ]);
    expect(logged.at(-1)).toContain(`"error":"${reason}"`);
  }
  expect(service.of(target).received).toEqual([]);
  expect(await outcomesOf(standInFor<Env>({ ...env, FCM_SERVICE_ACCOUNT: "" }), [target])).toEqual([{ kind: "gone" }]);
});

it("[PUSH-14] services that are stuck delay no other: neither one that takes no push, nor one that gives no token", async () => {
  const apple = new ApnsService();
  await apple.start();
  env = standInFor<Env>({ ...env, APNS_KEY: apple.secret, APNS_URL: apple.origin });
  const apps = Array.from({ length: 6 }, () => service.install());
  const phones = Array.from({ length: 20 }, () => apple.install());
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

  for (const app of apps) service.of(app).answers.push("silence");
  const first = outcomesOf(env, [...apps, ...phones]);
  // Nothing is late yet.
  await vi.waitUntil(() => phones.every((phone) => apple.of(phone).received.length === 1));
  await vi.waitUntil(() => service.requests === 3);
  await vi.advanceTimersByTimeAsync(8_000);
  expect((await first).slice(0, 6).map(({ kind }) => kind)).toEqual([
    "unknown",
    "unknown",
    ...Array.from({ length: 4 }, () => "refused"),
  ]);

  env = standInFor<Env>({ ...env, FCM_SERVICE_ACCOUNT: ` ${service.secret}` });
  service.grantAnswers.push("silence");
  const second = outcomesOf(env, [...apps, ...phones]);
  await vi.waitUntil(() => phones.every((phone) => apple.of(phone).received.length === 2));
  await vi.waitUntil(() => service.grants === 2);
  await vi.advanceTimersByTimeAsync(5_000);
  // Nothing was sent, for certain.
  expect((await second).slice(0, 6)).toEqual(apps.map(() => ({ kind: "refused", retryAfterMs: 10_000 })));
  expect((await second).slice(6)).toEqual(phones.map(() => ({ kind: "taken" })));
  expect(service.grants).toBe(2);
  await apple.stop();
});

// Push subscriptions and choices for notifications in the SDK.
import { beforeEach, expect, it } from "vitest";
import type { KlatchClient } from "@klatch/sdk";
import { defaultNotificationSettings } from "../../schema/protocol/notifications.ts";
import { problem, type FakeAnswer } from "../support/sdk-fakes.ts";
import { Device } from "../support/stored-device.ts";

let device: Device;
let client: KlatchClient;
let calls: string[];
const answerWith = (answer: FakeAnswer): void => void device.answerWith(answer, calls);
beforeEach(async () => {
  calls = [];
  device = new Device();
  client = await device.install();
});

const target = {
  kind: "web",
  endpoint: "https://push.example/one",
  keys: { p256dh: "B".repeat(87), auth: "A".repeat(22) },
  vapidKey: "B".repeat(87),
} as const;

it("[SDK-250] a device subscribes, and again whenever its address changes; the server says what it has", async () => {
  const told = { kind: "web", endpoint: target.endpoint, createdAt: 5 };
  answerWith({ status: 200, body: told });
  expect(await client.notifications.subscribe(target)).toEqual(told);
  expect(await client.notifications.subscribe(target)).toEqual(told);
  expect(await client.notifications.subscription()).toEqual(told);
  answerWith({ status: 204 });
  await client.notifications.unsubscribe();
  const put = `PUT /api/devices/me/push ${JSON.stringify(target)}`;
  expect(calls).toEqual([put, put, "GET /api/devices/me/push", "DELETE /api/devices/me/push"]);
});

it.each([
  { kind: "apns", token: "8a1f".repeat(16), environment: "sandbox" },
  { kind: "fcm", token: "dQw4w9WgXcQ:APA91bGZ0kE5mW3vYp8s" },
] as const)("[SDK-253] an app gives its token: %o", async (app) => {
  const told = { kind: app.kind, endpoint: `${app.kind}:…`, createdAt: 5 };
  answerWith({ status: 200, body: told });
  expect(await client.notifications.subscribe(app)).toEqual(told);
  expect(calls).toEqual([`PUT /api/devices/me/push ${JSON.stringify(app)}`]);
});

it("[SDK-250] where there is none, null is said; a refusal is said as the server says it", async () => {
  answerWith({ status: 404, body: problem(404, "NOT_FOUND") });
  expect(await client.notifications.subscription()).toBeNull();
  expect(await client.notifications.vapidKey()).toBeNull();
  await expect(client.notifications.subscribe(target)).rejects.toMatchObject({ code: "NOT_FOUND" });
  answerWith({ status: 400, body: problem(400, "INVALID_REQUEST", { pointer: "/endpoint" }) });
  await expect(client.notifications.subscribe(target)).rejects.toMatchObject({ pointer: "/endpoint" });
  await expect(client.notifications.subscription()).rejects.toMatchObject({ code: "INVALID_REQUEST" });
});

it("[SDK-251] what the user chooses is read and changed", async () => {
  const chosen = { ...defaultNotificationSettings, preview: false, mentionsBreakThrough: true };
  answerWith({ status: 200, body: chosen });
  expect(await client.notifications.edit({ preview: false })).toEqual(chosen);
  expect(await client.notifications.settings()).toEqual(chosen);
  expect(calls).toEqual(['PATCH /api/me/notifications {"preview":false}', "GET /api/me/notifications"]);
  await client.logout();
  await expect(client.notifications.settings()).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
});

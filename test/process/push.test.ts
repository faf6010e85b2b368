// Web push from a whole server to a push service on this machine, which judges and decrypts by itself.
import * as v from "valibot";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { vapidKeyShape, type WebSubscription } from "../../schema/protocol/push.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { WebPushService } from "../../lab/push/web-push-service.ts";
import { WebhookReceiver } from "../../lab/push/webhook-receiver.ts";
import { TestServer } from "../support/test-server.ts";

let server: TestServer;
const service = new WebPushService();
const relay = new WebhookReceiver();

beforeAll(async () => {
  [server] = await Promise.all([
    TestServer.start({ vars: { PUSH_LOOPBACK: "allowed" } }),
    service.start(),
    relay.start(),
  ]);
});

afterAll(async () => {
  await Promise.all([server.stop(), service.stop(), relay.stop()]);
});

async function call(who: SessionResult, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${who.accessToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}

const register = (username: string): Promise<SessionResult> =>
  new ApiClient(server.url).register({ username, displayName: username, password: "correct horse" });

async function subscribe(who: SessionResult): Promise<WebSubscription> {
  const { key } = v.parse(vapidKeyShape, await call(who, "GET", "/api/push/vapid-key"));
  const subscription = service.subscribe(key);
  await call(who, "PUT", "/api/devices/me/push", subscription);
  return subscription;
}

const shown = (subscription: WebSubscription): readonly unknown[] =>
  service.of(subscription).received.map(({ data }) => data);
/** A local queue waits for more, and the alarm of a lost job ten seconds. */
const patience = { timeout: 30_000 };

it("[PUSH-8] [PUSH-9] [PUSH-12] [PUSH-40] a person who is away is told, also after a refusal and a kill; not where nobody is subscribed any more", async () => {
  const [ada, bob, dan] = [await register("ada"), await register("bob"), await register("dan")];
  const api = new ApiClient(server.url);
  // The queue has it, or not yet, and loses it.
  const killed = await subscribe(dan);
  const withDan = await api.openDirect(ada.accessToken, dan.user.id);
  await api.sendText(ada.accessToken, withDan, crypto.randomUUID(), "text 1");
  await server.kill();
  await server.restart();
  await expect.poll(() => shown(killed), patience).toMatchObject([{ conversationId: withDan, seq: 1 }]);

  const talk = await api.openDirect(ada.accessToken, bob.user.id);
  const subscription = await subscribe(bob);
  const write = (text: string): Promise<unknown> => api.sendText(ada.accessToken, talk, crypto.randomUUID(), text);
  const told = (seq: number) => ({
    type: "message",
    conversationId: talk,
    seq,
    title: "ada",
    body: `text ${seq}`,
    unread: seq,
    mentions: 0,
    badge: seq,
  });

  await write("text 1");
  await expect.poll(() => shown(subscription), patience).toEqual([told(1)]);

  // It does not take the first try.
  service.of(subscription).answers.push({ status: 503, retryAfter: "1" });
  await write("text 2");
  await expect.poll(() => shown(subscription), patience).toEqual([told(1), told(2)]);

  // By the consumer that told of the second, or by a job of its own.
  await write("text 3");
  await expect.poll(() => shown(subscription).at(-1), patience).toEqual(told(3));

  // A relay takes back what is read on another device; the browser learns of it with its next push.
  const phone = await api.login({ username: "bob", password: "correct horse" });
  const hook = relay.install();
  await call(phone, "PUT", "/api/devices/me/push", hook);
  await write("text 4");
  const relayed = (): unknown => relay.of(hook).received.at(-1)?.data;
  await expect.poll(relayed, patience).toMatchObject({ type: "message", data: { conversationId: talk, seq: 4 } });
  await call(bob, "POST", `/api/conversations/${talk}/read`, { seq: 4 });
  await expect
    .poll(relayed, patience)
    .toMatchObject({ type: "clear", data: { conversationId: talk, seq: 4, badge: 0 } });
  const carol = await register("carol");
  const other = await api.openDirect(carol.accessToken, bob.user.id);
  await api.sendText(carol.accessToken, other, crypto.randomUUID(), "text 1");
  const cleared = [{ conversationId: talk, seq: 4 }];
  await expect.poll(() => shown(subscription).at(-1), patience).toMatchObject({ conversationId: other, cleared });

  // Nothing is left to be told, and the service had nothing to complain of.
  service.of(subscription).answers.push({ status: 410 });
  await write("text 5");
  await expect
    .poll(() => call(bob, "GET", "/api/devices/me/push").catch((error: unknown) => String(error)), patience)
    .toContain("404");
  expect([service.faults, relay.faults]).toEqual([[], []]);
});

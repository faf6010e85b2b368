// Pushes to apps from a whole server to Apple's and Google's services on this machine, which judge by themselves.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { PushTarget } from "../../schema/protocol/push.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { ApnsService } from "../../lab/push/apns-service.ts";
import { FcmService } from "../../lab/push/fcm-service.ts";
import { TestServer } from "../support/test-server.ts";

const apple = new ApnsService();
const google = new FcmService();
let server: TestServer;
let api: ApiClient;

beforeAll(async () => {
  await Promise.all([apple.start(), google.start()]);
  server = await TestServer.start({
    vars: {
      PUSH_LOOPBACK: "allowed",
      APNS_KEY: apple.secret,
      APNS_URL: apple.origin,
      FCM_SERVICE_ACCOUNT: google.secret,
      FCM_URL: google.origin,
    },
  });
  api = new ApiClient(server.url);
});

afterAll(async () => {
  await Promise.all([server.stop(), apple.stop(), google.stop()]);
});

const register = (username: string): Promise<SessionResult> =>
  api.register({ username, displayName: username, password: "correct horse" });

const call = (who: SessionResult, method: string, path: string, body?: object): Promise<Response> =>
  fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${who.accessToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const pushRoute = (who: SessionResult, method: "GET" | "PUT", body?: PushTarget): Promise<Response> =>
  call(who, method, "/api/devices/me/push", body);

/** A local queue waits for more. */
const patience = { timeout: 30_000 };

it("[PUSH-31] [PUSH-34] [PUSH-40] apps are told once, also after a refusal; not one that was deleted, and none delays the other", async () => {
  const [ada, bob] = [await register("ada"), await register("bob")];
  const talk = await api.openDirect(ada.accessToken, bob.user.id);
  const tablet = await api.login({ username: "bob", password: "correct horse" });
  const [phone, android] = [apple.install(), google.install()];
  expect((await pushRoute(bob, "PUT", phone)).status).toBe(200);
  expect((await pushRoute(tablet, "PUT", android)).status).toBe(200);
  const write = (text: string): Promise<unknown> => api.sendText(ada.accessToken, talk, crypto.randomUUID(), text);
  const alerts = () => apple.of(phone).received.map(({ payload }) => payload);
  const alert = (seq: number) => ({
    aps: {
      alert: { title: "ada", body: `text ${seq}` },
      badge: seq,
      "thread-id": talk,
      sound: "default",
      "mutable-content": 1,
    },
    klatch: { type: "message", conversationId: talk, seq, unread: seq, mentions: 0 },
  });
  const datas = () => google.of(android).received.map(({ data }) => data);
  const data = (seq: number) => ({
    type: "message",
    conversationId: talk,
    seq: `${seq}`,
    title: "ada",
    body: `text ${seq}`,
    unread: `${seq}`,
    mentions: "0",
    badge: `${seq}`,
  });

  await write("text 1");
  await expect.poll(() => [alerts(), datas()], patience).toEqual([[alert(1)], [data(1)]]);

  // Neither takes the first try.
  apple.of(phone).answers.push({ status: 503, reason: "ServiceUnavailable", retryAfter: "1" });
  google.of(android).answers.push({ status: 503, code: "UNAVAILABLE", retryAfter: "1" });
  await write("text 2");
  await expect
    .poll(() => [alerts(), datas()], patience)
    .toEqual([
      [alert(1), alert(2)],
      [data(1), data(2)],
    ]);

  // Read on one of them: both take it back.
  await call(tablet, "POST", `/api/conversations/${talk}/read`, { seq: 2 });
  const clear = { type: "clear", conversationId: talk, seq: 2 };
  await expect
    .poll(() => [alerts().at(-1), google.of(android).screen.shown.size], patience)
    .toEqual([{ aps: { "content-available": 1, badge: 0 }, klatch: clear }, 0]);

  // One says nothing, and the app of the other was deleted.
  google.of(android).answers.push("silence");
  apple.of(phone).isInstalled = false;
  await write("text 3");
  await expect.poll(async () => (await pushRoute(bob, "GET")).status, patience).toBe(404);
  await expect.poll(() => datas().at(-1), patience).toEqual({ ...data(3), unread: "1", badge: "1" });
  expect([apple.faults, google.faults]).toEqual([[], []]);
  expect([apple.tokens.size, google.grants, google.of(android).screen.rung.length]).toEqual([1, 1, 3]);
});

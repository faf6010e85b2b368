// Push subscriptions over HTTP: what is taken, what is shown, and with what they end.
import { runInDurableObject } from "cloudflare:test";
import { expect, it } from "vitest";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { sessionObject } from "../support/actors.ts";
import { logIn, newUsername, password, register } from "../support/people.ts";
import { earlierVapidKey, newSubscription, pushRoute, subscribe, vapidKey } from "../support/push-world.ts";
import { appPush } from "../support/app-push.ts";
import { callUnder, callWorker, codeOf } from "../support/worker-http.ts";

/** The endpoints that the session has stored. */
const stored = ({ user }: SessionResult): Promise<readonly string[]> =>
  runInDurableObject(sessionObject(user.id), (_session, { storage }) =>
    storage.sql
      .exec<{ endpoint: string }>("SELECT target ->> '$.endpoint' AS endpoint FROM push_subscription")
      .toArray()
      .map(({ endpoint }) => endpoint),
  );

it("[PUSH-1] a device has one subscription, shown without its keys, until it is replaced or ended", async () => {
  const ada = await register(newUsername("ada"));
  expect(codeOf(await pushRoute(ada, "GET"))).toBe("NOT_FOUND");
  const first = await subscribe(ada);
  const shown = await pushRoute(ada, "GET");
  expect(shown).toMatchObject({ status: 200, body: { kind: "web", endpoint: first.endpoint } });
  expect(Object.keys(shown.body as object).toSorted()).toEqual(["createdAt", "endpoint", "kind"]);
  const second = await newSubscription(await earlierVapidKey());
  expect((await pushRoute(ada, "PUT", second)).status).toBe(200);
  // The device was told all the time.
  expect((await pushRoute(ada, "GET")).body).toEqual({ ...(shown.body as object), endpoint: second.endpoint });
  expect(await stored(ada)).toEqual([second.endpoint]);
  for (const status of [204, 204]) expect((await pushRoute(ada, "DELETE")).status).toBe(status);
  expect(codeOf(await pushRoute(ada, "GET"))).toBe("NOT_FOUND");
  expect(await stored(ada)).toEqual([]);
});

it("[PUSH-1] another device of the user has its own, and sees no other", async () => {
  const phone = await register(newUsername("ada"));
  const laptop = await logIn(phone.user.username);
  const subscription = await subscribe(phone);
  expect(codeOf(await pushRoute(laptop, "GET"))).toBe("NOT_FOUND");
  await pushRoute(laptop, "DELETE");
  expect(await stored(phone)).toEqual([subscription.endpoint]);
  await subscribe(laptop);
  expect(await stored(phone)).toHaveLength(2);
});

it("[PUSH-2] a subscription goes with the sign-in: by itself, by another device, by a new one, with the account", async () => {
  const first = await register(newUsername("ada"));
  const { username } = first.user;
  const others = [await logIn(username), await logIn(username), await logIn(username)] as const;
  for (const device of [first, ...others]) await subscribe(device);
  await callWorker({ method: "POST", path: "/api/auth/logout", token: others[0].accessToken });
  expect(await stored(first)).toHaveLength(3);
  await callWorker({ method: "DELETE", path: `/api/devices/${others[1].device.id}`, token: first.accessToken });
  expect(await stored(first)).toHaveLength(2);
  // The same device signs in again: whoever does so may be somebody else's page.
  const again = await logIn(username, others[2].device);
  expect(again.device.id).toBe(others[2].device.id);
  expect(await stored(first)).toHaveLength(1);
  expect(codeOf(await pushRoute(again, "GET"))).toBe("NOT_FOUND");
  await callWorker({
    method: "DELETE",
    path: "/api/me",
    token: first.accessToken,
    body: { password, eraseMessages: false },
  });
  expect(await stored(first)).toEqual([]);
});

it("[PUSH-2] one that code of another version has left behind counts no more than its sign-in", async () => {
  const ada = await register(newUsername("ada"));
  await subscribe(ada);
  await runInDurableObject(
    sessionObject(ada.user.id),
    (_session, { storage }) => void storage.sql.exec("UPDATE push_subscription SET family = 'of a sign-in before'"),
  );
  // Read anew.
  const laptop = await logIn(ada.user.username);
  await subscribe(laptop);
  expect(codeOf(await pushRoute(ada, "GET"))).toBe("NOT_FOUND");
});

it("[PUSH-3] addresses of private networks, keys that are none and what is too long are refused, with the field", async () => {
  const ada = await register(newUsername("ada"));
  const good = await newSubscription(await vapidKey(ada));
  const wrong: readonly (readonly [object, string])[] = [
    [{ endpoint: "https://169.254.169.254/latest" }, "/endpoint"],
    [{ endpoint: "https://router.lan/push" }, "/endpoint"],
    [{ endpoint: "http://push.example.com/1" }, "/endpoint"],
    [{ endpoint: `https://push.example.com/${"a".repeat(2_048)}` }, "/endpoint"],
    [{ endpoint: "" }, "/endpoint"],
    [{ keys: { ...good.keys, p256dh: `B${"A".repeat(86)}` } }, "/keys/p256dh"],
    [{ keys: { ...good.keys, p256dh: good.keys.p256dh.slice(1) } }, "/keys/p256dh"],
    [{ keys: { ...good.keys, auth: "AAAA" } }, "/keys/auth"],
    [{ keys: { p256dh: good.keys.p256dh } }, "/keys/auth"],
    [{ vapidKey: good.keys.p256dh }, "/vapidKey"],
    [{ kind: "carrier-pigeon" }, "/kind"],
    [{ userId: ada.user.id }, "/userId"],
  ];
  for (const [change, pointer] of wrong) {
    const answer = await pushRoute(ada, "PUT", { ...good, ...change });
    expect([JSON.stringify(change).slice(0, 80), codeOf(answer), answer.body]).toMatchObject([
      expect.anything(),
      "INVALID_REQUEST",
      { pointer },
    ]);
  }
  const long = { ...good, endpoint: `https://push.example.com/${"a".repeat(100_000)}` };
  expect((await pushRoute(ada, "PUT", long)).status).toBe(413);
  expect(await stored(ada)).toEqual([]);
  // A thousand times is once.
  for (let n = 0; n < 20; n++) await pushRoute(ada, "PUT", await newSubscription(good.vapidKey));
  expect(await stored(ada)).toHaveLength(1);
});

it("[PUSH-19] a relay's address and secret are a subscription like any other, and the secret is never shown", async () => {
  const ada = await register(newUsername("ada"));
  const webhook = { kind: "webhook", endpoint: "https://relay.example.com/1", secret: `whsec_${"a".repeat(32)}` };
  const put = await pushRoute(ada, "PUT", webhook);
  expect(put).toMatchObject({ status: 200, body: { kind: "webhook", endpoint: webhook.endpoint } });
  expect(JSON.stringify([put, await pushRoute(ada, "GET")])).not.toContain("whsec");
  for (const [change, pointer] of [
    [{ endpoint: "https://10.0.0.1/" }, "/endpoint"],
    [{ secret: "whsec_short" }, "/secret"],
    [{ secret: "a".repeat(40) }, "/secret"],
    [{ vapidKey: "" }, "/vapidKey"],
  ] as const)
    expect((await pushRoute(ada, "PUT", { ...webhook, ...change })).body).toMatchObject({
      code: "INVALID_REQUEST",
      pointer,
    });
  // Beside web push, and without it.
  const call = { method: "PUT", path: "/api/devices/me/push", token: ada.accessToken, body: webhook };
  expect((await callUnder({ VAPID_KEYS: undefined } as object, call)).status).toBe(200);
  expect(await stored(ada)).toEqual([webhook.endpoint]);
});

const putUnder = ({ accessToken }: SessionResult, body: object, changes: Partial<Env> = {}) =>
  callUnder(changes, { method: "PUT", path: "/api/devices/me/push", token: accessToken, body });

it("[PUSH-30] an app's token is a subscription like any other, where the deployment has the secret for it", async () => {
  const ada = await register(newUsername("ada"));
  const { secrets, phone, android } = await appPush();
  for (const [target, endpoint] of [
    [phone, `apns:sandbox:${phone.token.toLowerCase()}`],
    [android, `fcm:${android.token}`],
  ] as const) {
    expect(codeOf(await putUnder(ada, target))).toBe("NOT_FOUND");
    expect((await putUnder(ada, target, secrets)).body).toMatchObject({ kind: target.kind, endpoint });
    const shown = await pushRoute(ada, "GET");
    expect(shown).toMatchObject({ status: 200, body: { kind: target.kind, endpoint } });
    expect(Object.keys(shown.body as object).toSorted()).toEqual(["createdAt", "endpoint", "kind"]);
  }
  // In the place of the one before, and gone with the sign-in.
  expect(await stored(ada)).toHaveLength(1);
  await callWorker({ method: "POST", path: "/api/auth/logout", token: ada.accessToken });
  expect(await stored(ada)).toEqual([]);
});

it("[PUSH-30] tokens of another form are refused, with the field", async () => {
  const ada = await register(newUsername("ada"));
  const { secrets, phone, android } = await appPush();
  for (const [body, pointer] of [
    [{ ...phone, token: "ab".repeat(15) }, "/token"],
    [{ ...phone, token: "ab".repeat(129) }, "/token"],
    [{ ...phone, token: `${"ab".repeat(32)}a` }, "/token"],
    [{ ...phone, token: `../../${"ab".repeat(32)}` }, "/token"],
    [{ ...phone, environment: "test" }, "/environment"],
    [{ kind: "apns", token: phone.token }, "/environment"],
    [{ ...phone, endpoint: "https://push.example.com/1" }, "/endpoint"],
    [{ ...android, token: "a".repeat(15) }, "/token"],
    [{ ...android, token: "a".repeat(1_025) }, "/token"],
    [{ ...android, token: `${"a".repeat(20)}\n` }, "/token"],
    [{ ...android, token: 5 }, "/token"],
    [{ ...android, environment: "production" }, "/environment"],
  ] as const)
    expect([body, await putUnder(ada, body, secrets)]).toMatchObject([
      body,
      { body: { code: "INVALID_REQUEST", pointer } },
    ]);
  expect(await stored(ada)).toEqual([]);
});

it("[PUSH-4] without the secret there is no web push", async () => {
  const ada = await register(newUsername("ada"));
  const subscription = await newSubscription(await vapidKey(ada));
  const token = ada.accessToken;
  const without = { VAPID_KEYS: undefined } as object;
  expect(codeOf(await callUnder(without, { method: "GET", path: "/api/push/vapid-key", token }))).toBe("NOT_FOUND");
  const put = { method: "PUT", path: "/api/devices/me/push", token, body: subscription };
  expect(codeOf(await callUnder(without, put))).toBe("NOT_FOUND");
});

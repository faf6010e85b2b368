// Notifications in the page and its service worker. No push service is to be had here, so the page is given a subscription at one
// of this machine: the server pushes to that, and what it decrypts is handed to the browser, as a browser's own service does.
import type { Worker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebPushService } from "../../lab/push/web-push-service.ts";
import type { WebSubscription } from "../../schema/protocol/push.ts";
import { findChromium } from "../../tools/run/chromium.ts";
import { TestServer } from "../support/test-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";
import { makeTalkers } from "./support/talkers.ts";

/** What the page's `PushManager` gives from now on. */
function subscribeAt({ page }: ChatPage, { endpoint, keys, vapidKey }: WebSubscription): Promise<void> {
  const given = { endpoint, p256dh: keys.p256dh, auth: keys.auth, vapidKey };
  return page.evaluate((of) => {
    const bytes = (text: string): ArrayBuffer =>
      Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0)).buffer;
    let isOn = false;
    const subscription = {
      endpoint: of.endpoint,
      options: { applicationServerKey: bytes(of.vapidKey) },
      toJSON: () => ({ endpoint: of.endpoint, keys: { p256dh: of.p256dh, auth: of.auth } }),
      unsubscribe: async () => {
        isOn = false;
        return true;
      },
    };
    Object.assign(PushManager.prototype, {
      subscribe: async () => {
        isOn = true;
        return subscription;
      },
      getSubscription: async () => (isOn ? subscription : null),
    });
  }, given);
}

/** As the browser does when its service has something. */
async function pusher(chat: ChatPage, origin: string): Promise<(data: unknown) => Promise<void>> {
  const session = await chat.page.context().newCDPSession(chat.page);
  const registrations: string[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (event) => {
    registrations.push(...event.registrations.map(({ registrationId }) => registrationId));
  });
  await session.send("ServiceWorker.enable");
  await expect.poll(() => registrations.length).toBeGreaterThan(0);
  const registrationId = registrations[0] ?? "";
  return async (data) => {
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data: JSON.stringify(data) });
  };
}

async function serverKey(url: string, accessToken: string): Promise<string> {
  const answer = await fetch(`${url}/api/push/vapid-key`, { headers: { authorization: `Bearer ${accessToken}` } });
  return (JSON.parse(await answer.text()) as { readonly key: string }).key;
}

async function markRead(url: string, accessToken: string, conversationId: string, seq: number): Promise<void> {
  const answer = await fetch(`${url}/api/conversations/${conversationId}/read`, {
    method: "POST",
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
    body: JSON.stringify({ seq }),
  });
  expect(answer.status).toBe(200);
}

/** A click on the first that is shown, as the browser tells the worker of it. @param reply what was written in it */
const click = (worker: Worker, reply?: string): Promise<void> =>
  worker.evaluate(async (written) => {
    const registration = Reflect.get(globalThis, "registration") as ServiceWorkerRegistration;
    const [notification] = await registration.getNotifications();
    const clicked = new Event("notificationclick");
    let done: Promise<unknown> = Promise.resolve();
    const waitUntil = (doing: Promise<unknown>): void => void (done = doing);
    Object.assign(clicked, { notification, waitUntil }, written !== undefined && { action: "reply", reply: written });
    dispatchEvent(clicked);
    // Only what a person clicks may open a window or take the focus.
    await done.catch(() => {});
  }, reply);

/** What the buttons of those that are shown say. */
const buttonsIn = ({ page }: ChatPage): Promise<readonly string[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    return shown.flatMap((one) =>
      (Reflect.get(one, "actions") as readonly { title: string }[]).map(({ title }) => title),
    );
  });

/** Whether anybody looks at the page. */
const look = ({ page }: ChatPage, isLooking: boolean): Promise<void> =>
  page.evaluate((looks) => {
    Object.defineProperty(document, "hasFocus", { value: () => looks, configurable: true });
    window.dispatchEvent(new Event(looks ? "focus" : "blur"));
  }, isLooking);

interface Seen {
  readonly title: string;
  readonly body: string;
}

const shownIn = ({ page }: ChatPage): Promise<readonly Seen[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });

describe.runIf(findChromium(true) !== undefined)("notifications", () => {
  const browsers = useBrowsers([], true);
  const service = new WebPushService();
  let server: TestServer;
  beforeAll(async () => {
    const vars = { LOG_LEVEL: "error", PUSH_LOOPBACK: "allowed" };
    [server] = await Promise.all([TestServer.start({ web: true, vars }), service.start()]);
  });
  afterAll(() => Promise.all([server.stop(), service.stop()]));

  it("[WEB-390] [WEB-391] [WEB-392] [WEB-393] [WEB-394] [WEB-395] are turned on, shown once for each conversation, opened, and gone when it is read", async () => {
    const { ada, bob, api, conversationId } = await makeTalkers(server.url);
    const { accessToken } = await api.login(bob);
    const say = (text: string): Promise<unknown> =>
      api.sendText(accessToken, conversationId, crypto.randomUUID(), text);
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    await context.grantPermissions(["notifications"], { origin: server.url });
    const chat = await ChatPage.signedIn(context, server.url, ada);
    await chat.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const push = await pusher(chat, server.url);

    // What he has written is answered first.
    await chat.openConversation(bob.username);
    await chat.composer.fill("Hello");
    await chat.composer.press("Enter");
    const asked = chat.page.getByRole("button", { name: "Not now" });
    await asked.click();
    await chat.composer.fill("Are you there?");
    await chat.composer.press("Enter");
    await chat.log.getByText("Are you there?").waitFor();
    expect(await asked.count()).toBe(0);

    await chat.openMe("Settings");
    await chat.page.getByRole("button", { name: "Notifications", exact: true }).click();
    const here = chat.page.getByRole("switch", { name: "Notify me on this device" });
    const subscription = service.subscribe(await serverKey(server.url, accessToken));
    await subscribeAt(chat, subscription);
    await here.check();
    await chat.page.getByRole("switch", { name: "Quiet hours" }).check();
    await chat.page.getByLabel("From").fill("23:30");
    await chat.page.getByRole("checkbox", { name: "Sun" }).uncheck();
    await chat.page.getByRole("switch", { name: "Quiet hours" }).uncheck();
    await chat.page.getByRole("switch", { name: "Mentions break through" }).check();
    await chat.page.getByRole("switch", { name: "Message requests" }).check();
    await chat.page.getByRole("switch", { name: "Friend requests" }).uncheck();
    await expect.poll(() => here.isChecked()).toBe(true);

    // She looks elsewhere: the page is there, and says so.
    await look(chat, false);
    await say("Coffee?");
    const received = (): readonly unknown[] => service.of(subscription).received.map(({ data }) => data);
    await expect.poll(() => received().length, { timeout: 30_000 }).toBe(1);
    await push(received()[0]);
    await expect.poll(() => shownIn(chat)).toEqual([{ title: bob.username, body: "Coffee?" }]);
    await push(received()[0]);
    await push({ type: "message", conversationId, seq: 0, title: "old", body: "old", unread: 1, mentions: 0 });
    await push({ nothing: "known" });
    await say("At three?");
    await expect.poll(() => received().length, { timeout: 30_000 }).toBe(2);
    await push(received()[1]);
    await expect.poll(() => shownIn(chat)).toEqual([{ title: `${bob.username} (2)`, body: "At three?" }]);

    const favicon = chat.page.locator('link[rel="icon"]');
    expect(await favicon.getAttribute("href")).toBe("/icons/icon-unread.svg");

    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    await click(worker);
    await chat.log.getByText("At three?").waitFor();
    expect(chat.page.url()).toContain(encodeURIComponent(conversationId));
    await look(chat, true);
    await expect.poll(() => favicon.getAttribute("href")).toBe("/icons/icon.svg");
    expect(await shownIn(chat)).toEqual([]);

    // What she reads on another device is not shown here any more.
    await look(chat, false);
    await say("Or at four?");
    await expect.poll(() => received().length, { timeout: 30_000 }).toBe(3);
    await push(received()[2]);
    await expect.poll(() => shownIn(chat)).toEqual([{ title: bob.username, body: "Or at four?" }]);
    const elsewhere = await api.login(ada);
    await markRead(server.url, elsewhere.accessToken, conversationId, 5);
    await expect.poll(() => shownIn(chat)).toEqual([]);

    // What another push says is over, where no page knows of it.
    await push({
      type: "message",
      conversationId: "another",
      seq: 4,
      title: "Carol",
      body: "Tea?",
      unread: 1,
      mentions: 0,
    });
    await expect.poll(() => shownIn(chat)).toEqual([{ title: "Carol", body: "Tea?" }]);
    await push({
      type: "message",
      conversationId: "third",
      seq: 1,
      title: "Dan",
      body: "Hi",
      unread: 1,
      mentions: 0,
      cleared: [{ conversationId: "another", seq: 4 }],
    });
    await expect.poll(() => shownIn(chat)).toEqual([{ title: "Dan", body: "Hi" }]);

    // A friend request is shown until it is answered, elsewhere.
    const friendRequest = async (who: string, path: string, body: object): Promise<void> => {
      const answer = await fetch(`${server.url}/api/friend-requests${path}`, {
        method: "POST",
        headers: { authorization: `Bearer ${who}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
    };
    const { user: me } = elsewhere;
    const { user: him } = await api.login(bob);
    await friendRequest(accessToken, "", { userId: me.id });
    await chat.page.getByText("1 friend request").first().waitFor({ state: "attached" });
    await push({
      type: "friend-request",
      conversationId: `friend-request:${him.id}`,
      seq: 1,
      title: bob.username,
      unread: 0,
      mentions: 0,
      userId: him.id,
    });
    await expect
      .poll(async () => (await shownIn(chat)).map(({ body }) => body))
      .toContain("Wants to be friends with you");
    await friendRequest(elsewhere.accessToken, `/${him.id}`, { accept: true });
    await expect.poll(() => shownIn(chat)).toEqual([{ title: "Dan", body: "Hi" }]);
    expect([service.faults, chat.faults]).toEqual([[], []]);
  });

  it("[WEB-397] are answered: what was written is the draft of the conversation, in a page that is open or in the next one", async () => {
    const { ada, bob, conversationId } = await makeTalkers(server.url);
    const context = await browsers.newContext({ serviceWorkers: "allow" });
    await context.grantPermissions(["notifications"], { origin: server.url });
    const chat = await ChatPage.signedIn(context, server.url, ada);
    await chat.page.evaluate(async () => void (await navigator.serviceWorker.ready));
    const push = await pusher(chat, server.url);
    const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    const message = { type: "message", conversationId, title: bob.username, body: "Coffee?", unread: 1, mentions: 0 };

    await push({ ...message, seq: 101 });
    await expect.poll(() => buttonsIn(chat)).toEqual(["Reply"]);
    await click(worker, " On my way ");
    await expect.poll(() => chat.composer.inputValue()).toBe("On my way");
    expect(chat.page.url()).toContain(encodeURIComponent(conversationId));

    // Nothing written: the conversation is opened, and the draft is what it was.
    await push({ ...message, seq: 102 });
    await expect.poll(() => buttonsIn(chat)).toEqual(["Reply"]);
    await click(worker, "");
    await expect.poll(() => buttonsIn(chat)).toEqual([]);
    expect(await chat.composer.inputValue()).toBe("On my way");

    await push({ ...message, seq: 103 });
    await expect.poll(() => buttonsIn(chat)).toEqual(["Reply"]);
    await chat.page.goto("about:blank");
    await click(worker, "In five minutes");
    const next = await ChatPage.open(context, server.url);
    await next.openConversation(bob.username);
    await expect.poll(() => next.composer.inputValue()).toBe("On my way\nIn five minutes");
    expect(chat.faults).toEqual([]);
  });
});

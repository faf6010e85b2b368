// Tabs of one browser of which one or all have no store, no locks or no channel.
import { describe, expect, it } from "vitest";
import { memoryStore } from "@klatch/sdk";
import { orMemory } from "@klatch/sdk/indexeddb";
import { sharedSocket } from "@klatch/sdk/tabs";
import { failingStore, fullFrom, named } from "../support/failing-store.ts";
import { conversationChanged, direct, me, message, session, settle, tokens } from "../support/sdk-fakes.ts";
import { newWorld, signedInBrowser, twoTabs } from "../support/sdk-tabs.ts";

const refused = () => orMemory(() => failingStore(memoryStore(), () => ({ fails: "SecurityError" })));

describe("tabs without storage", () => {
  it("[SDK-115] a tab that has lost its store before it began is a device of its own, beside those that share", async () => {
    const { world, browser, first, second } = await twoTabs();
    const third = await browser.open({ store: refused() });
    expect(third.client.session).toBeNull();
    world.answer = () => ({ status: 200, body: { user: session.user, device: { id: "device_third" }, ...tokens(2) } });
    await third.client.login({ username: "me", password: "secret" });
    void third.client.connect();
    await browser.hearAll();
    await world.catchUp(conversationChanged({ headSeq: 1 }));
    expect(third.sockets).toHaveLength(1);
    expect([first.client.session?.deviceId, second.client.session?.deviceId]).toEqual([
      session.deviceId,
      session.deviceId,
    ]);
    // What it sends goes over its own socket, and its sign-out is its own.
    const sent = third.client.send(direct, "alone");
    await browser.hearAll();
    expect([sent.state, first.client.outgoing()]).toEqual(["sending", []]);
    world.answer = () => ({ status: 204 });
    await third.client.logout();
    await browser.hearAll();
    expect([third.client.session, first.client.session?.user.id]).toEqual([null, me]);
    await first.client.logout();
    await browser.hearAll();
    expect(second.client.session).toBeNull();
  });

  it.each(["first", "second"])(
    "[SDK-115] the %s of two goes on when the store becomes full, and the other hears it",
    async (which) => {
      const world = newWorld();
      const browser = await signedInBrowser(world);
      let isFull = false;
      const full = () =>
        orMemory(() => failingStore(browser.store, (n, ...call) => (isFull ? fullFrom(1)(n, ...call) : "works")));
      const first = await browser.open(which === "first" ? { store: full() } : {});
      await browser.hearAll();
      await world.catchUp(conversationChanged(), message(1));
      const second = await browser.open(which === "second" ? { store: full() } : {});
      await browser.hearAll();
      isFull = true;
      for (const { client } of [first, second]) client.drafts.set(direct, "fills it");
      const sent = [first, second].map(({ client }) => client.send(direct, "both"));
      await browser.hearAll();
      expect(sent.map(({ state }) => state)).toEqual(["sending", "waiting"]);
      // Who leads is gone; the other one has what it wrote, and gets what it missed.
      first.close();
      await browser.hearAll();
      expect(world.sockets).toHaveLength(2);
      await world.catchUp(conversationChanged({ headSeq: 2 }), message(2));
      await browser.hearAll();
      expect(sent[1]?.state).toBe("sending");
      // A sign-out reaches a tab whose store is not the others' any more.
      const last = await browser.open();
      await browser.hearAll();
      world.answer = () => ({ status: 204 });
      await last.client.logout();
      await browser.hearAll();
      expect([second.client.session, await browser.store.load()]).toEqual([null, null]);
    },
  );

  it("[SDK-115] tokens that a full store did not take reach the device's other tabs: the old ones would end its session", async () => {
    const world = newWorld();
    const browser = await signedInBrowser(world);
    const full = () => orMemory(() => failingStore(browser.store, fullFrom(1)));
    const tabs = [await browser.open({ store: full() }), await browser.open({ store: full() })];
    await browser.hearAll();
    for (const { client } of tabs) client.drafts.set(direct, "fills it");
    await browser.hearAll();
    world.answer = () => ({ status: 200, body: tokens(2) });
    await tabs[0]?.client.refresh();
    await browser.hearAll();
    expect(tabs.map(({ client }) => client.session?.refreshToken)).toEqual(["refresh-2", "refresh-2"]);
    expect((await browser.store.load())?.refreshToken).toBe("refresh-1");
  });

  it.each([
    ["no channel", sharedSocket({ locks: null, openChannel: () => { throw named("SecurityError"); } })], // prettier-ignore
    ["locks that are refused", sharedSocket({ locks: { request: () => Promise.reject(named("SecurityError")) } })],
    ["a channel that is refused beside locks that work", sharedSocket({
      locks: { request: (_, __, work) => work() },
      openChannel: () => { throw named("SecurityError"); },
    })], // prettier-ignore
  ])("[SDK-114] with %s each tab has its own socket", async (_, tabs) => {
    const world = newWorld();
    const browser = await signedInBrowser(world);
    const opened = [await browser.open({ tabs }), await browser.open({ tabs })];
    await settle();
    await settle();
    expect(opened.map(({ sockets }) => sockets.length)).toEqual([1, 1]);
    await world.catchUp(conversationChanged());
    const sent = opened[1]?.client.send(direct, "x");
    await settle();
    await settle();
    expect(sent?.state).toBe("sending");
    for (const tab of opened) tab.close();
  });
});

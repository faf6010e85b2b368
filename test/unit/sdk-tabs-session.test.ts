// Several tabs of one browser: who is signed in is the same in all of them, whoever changed it and however it was heard of.
import { describe, expect, it } from "vitest";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { KlatchError } from "../../sdk/client/klatch-error.ts";
import { me, problem, session, settle, tokens, type FakeAnswer, type FakeCall } from "../support/sdk-fakes.ts";
import { slowStore, twoTabs, type FakeTab } from "../support/sdk-tabs.ts";

const other = { ...session.user, id: "user_other" as UserId };
const otherSession = { user: other, device: { id: "device_other" }, ...tokens(2) };
const credentials = { username: "other", password: "secret" };

/** What the tab's app is told of who is signed in. */
function toldTo({ client }: FakeTab): unknown[] {
  const told: unknown[] = [];
  client.on("session", (now) => told.push(now?.user.id ?? null));
  client.on("signed-out", ({ code }) => told.push(code));
  return told;
}

const callsOf = (calls: readonly FakeCall[], path: string): number => calls.filter((call) => call.path === path).length;

describe("one session of several tabs", () => {
  it("[SDK-40] shows a sign-out in the other tabs, and who signs in next", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = toldTo(first);
    world.answer = () => ({ status: 204 });
    await second.client.logout();
    await browser.hearAll();
    expect(told).toEqual([null]);
    expect([first.client.session, first.client.conversations()]).toEqual([null, []]);
    expect(world.sockets.filter(({ isOpen }) => isOpen)).toEqual([]);

    world.answer = () => ({ status: 200, body: otherSession });
    await second.client.login(credentials);
    await browser.hearAll();
    expect(told).toEqual([null, "user_other"]);
    expect(first.client.connection.state).toBe("connecting");
    expect(await browser.store.load()).toMatchObject({ user: { id: "user_other" } });
  });

  it("[SDK-40] tells every tab when the server has signed the device out", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = toldTo(first);
    world.answer = () => ({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    await expect(second.client.refresh()).rejects.toMatchObject({ code: "DEVICE_SIGNED_OUT" });
    await browser.hearAll();
    expect(told).toEqual(["DEVICE_SIGNED_OUT"]);
    expect(first.client.connection.state).toBe("idle");
  });

  it("[SDK-40] takes tokens that another tab has renewed, and leaves somebody else's alone", async () => {
    const { world, first, second, browser } = await twoTabs();
    world.answer = ({ path }) =>
      path === "/api/auth/refresh"
        ? { status: 200, body: tokens(2, 9_000) }
        : { status: 200, body: { items: [], next: null } };
    await first.client.refresh();
    await second.client.refresh();
    expect(world.calls.filter(({ path }) => path === "/api/auth/refresh")).toHaveLength(1);
    expect(second.client.session?.accessToken).toBe("access-2");

    const theirs = { ...session, user: other, deviceId: "device_other" as DeviceId };
    await browser.store.save(theirs);
    await expect(first.client.refresh()).rejects.toMatchObject({ code: "NOT_AUTHENTICATED" });
    expect(await browser.store.load()).toBe(theirs);
    expect(world.calls.filter(({ path }) => path === "/api/auth/refresh")).toHaveLength(1);
  });
});

it("[SDK-40] takes another tab's newer tokens although the device's clock has gone back meanwhile", async () => {
  const { world, first, second } = await twoTabs();
  world.answer = ({ path, body }) => {
    if (path !== "/api/auth/refresh") return { status: 200, body: { items: [], next: null } };
    const isNewest = JSON.stringify(body).includes("refresh-1");
    return isNewest ? { status: 200, body: tokens(2) } : { status: 401, body: problem(401, "REFRESH_TOKEN_REUSED") };
  };
  world.clock.nowMs -= 3_600_000;
  await first.client.refresh();
  await second.client.refresh();
  expect(callsOf(world.calls, "/api/auth/refresh")).toBe(1);
  expect(second.client.session?.accessToken).toBe("access-2");
});

describe("sign-ins and sign-outs that meet", () => {
  it("[SDK-46] shows a sign-out as the user's own although the server closes the socket before it answers", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = [toldTo(first), toldTo(second)];
    world.answer = async ({ path }) => {
      if (path !== "/api/auth/logout") return { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };
      world.socket.end(4401);
      await browser.hearAll();
      return { status: 204 };
    };
    await second.client.logout();
    await browser.hearAll();
    expect(told).toEqual([[null], []]);
    expect([first.client.session, await browser.store.load()]).toEqual([null, null]);
    expect(callsOf(world.calls, "/api/auth/refresh")).toBe(0);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-46] sees in the store what a tab that crashed told nobody", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = toldTo(first);
    await browser.store.save(null);
    second.crash();
    world.socket.end(4401);
    await browser.hearAll();
    expect(told).toEqual([null]);
    expect([first.client.session, first.client.connection.state]).toEqual([null, "idle"]);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-46] lets two tabs sign out at once: one tells the server, both are out", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = [toldTo(first), toldTo(second)];
    const tokensKnown = new Set(["access-1"]);
    world.answer = ({ path, accessToken }) => {
      const isKnown = tokensKnown.delete(accessToken ?? "");
      if (path === "/api/auth/logout" && isKnown) return { status: 204 };
      return { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };
    };
    await Promise.all([first.client.logout(), second.client.logout()]);
    await browser.hearAll();
    expect(told).toEqual([[], []]);
    expect([first.client.session, second.client.session, await browser.store.load()]).toEqual([null, null, null]);
    expect(callsOf(world.calls, "/api/auth/refresh")).toBe(0);
  });

  it("[SDK-46] lets a refusal that comes late sign nobody out who has signed in meanwhile", async () => {
    const { world, browser, first, second } = await twoTabs();
    let refuse: (answer: FakeAnswer) => void = () => {};
    world.answer = ({ path }) =>
      path === "/api/auth/refresh" ? new Promise((resolve) => (refuse = resolve)) : { status: 200, body: otherSession };
    const refreshed = first.client.refresh().catch(({ code }: KlatchError) => code);
    await settle();
    const signedIn = second.client.login(credentials);
    await settle();
    refuse({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    await signedIn;
    expect(await refreshed).toBe("DEVICE_SIGNED_OUT");
    await browser.hearAll();
    expect(await browser.store.load()).toMatchObject({ user: { id: "user_other" } });
    expect([first, second].map(({ client }) => client.session?.user.id)).toEqual(["user_other", "user_other"]);
  });

  it.each([
    ["in", "before"],
    ["in", "after"],
    ["out", "before"],
    ["out", "after"],
  ] as const)("[SDK-46] hears of a sign-%s while it starts, %s it has read the store", async (way, heard) => {
    const { world, browser, first } = await twoTabs();
    await browser.store.save(way === "in" ? null : session);
    first.client.close();
    await first.client.restore();
    const { store, hold } = slowStore(browser.store);
    const read = hold();
    const opening = browser.open({ store });
    await settle();
    const mine = { user: session.user, device: { id: session.deviceId }, ...tokens(2) };
    world.answer = ({ path }) => (path === "/api/auth/logout" ? { status: 204 } : { status: 200, body: mine });
    await (way === "in" ? first.client.login(credentials) : first.client.logout());
    if (heard === "before") await browser.hearAll();
    read();
    const third = await opening;
    await browser.hearAll();
    expect(third.client.session?.user.id).toBe(way === "in" ? me : undefined);
    expect(third.client.connection.state === "idle").toBe(way === "out");
  });

  it("[SDK-46] tells the others of a sign-in that ends after its client was closed", async () => {
    const { world, browser, first, second } = await twoTabs();
    let answer: () => void = () => {};
    world.answer = () => new Promise((resolve) => (answer = () => resolve({ status: 200, body: otherSession })));
    const signedIn = second.client.login(credentials);
    await settle();
    second.client.close();
    answer();
    await signedIn;
    await browser.hearAll();
    expect(first.client.session?.user.id).toBe("user_other");
    expect(second.client.connection.state).toBe("idle");
  });

  it("[SDK-46] follows nobody once it is closed", async () => {
    const { world, browser, first, second } = await twoTabs();
    const told = toldTo(first);
    world.answer = () => ({ status: 200, body: otherSession });
    await second.client.login(credentials);
    first.hearNext();
    first.client.close();
    await browser.hearAll();
    expect(told).toEqual([]);
    expect(first.sockets.filter(({ isOpen }) => isOpen)).toEqual([]);
    expect(first.client.connection.state).toBe("idle");
  });
});

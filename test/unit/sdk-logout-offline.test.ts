// Signing out where the server does not answer: at once, with nothing left on the device, and the server told later.
import { describe, expect, it } from "vitest";
import {
  direct,
  FakeWorld,
  problem,
  session,
  settle,
  tokens,
  type FakeAnswer,
  type FakeCall,
} from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";
import { Device } from "../support/stored-device.ts";

const unanswered = ({ signal }: FakeCall): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

describe("a sign-out of which the server does not hear", () => {
  it.each<[string, (call: FakeCall) => Promise<FakeAnswer>]>([
    ["there is no network", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["the server is down", () => Promise.resolve({ status: 503, body: problem(503, "UNAVAILABLE") })],
    ["it is asked too often", () => Promise.resolve({ status: 429, body: problem(429, "RATE_LIMITED") })],
    ["nobody answers", unanswered],
  ])("[SDK-116] ends on the device where %s", async (_, answer) => {
    const device = new Device();
    const client = await device.install();
    const { world } = device;
    client.drafts.set(direct, "Dear");
    await client.stored();
    world.answer = answer;
    const left = client.logout();
    await settle();
    await world.clock.advance(3_000);
    expect(await left).toEqual({ untold: "refresh-1" });
    expect([client.session, await device.store.load()]).toEqual([null, null]);
    expect(await device.store.loadState(session.user.id)).toBeNull();
    expect(world.clock.timers).toBe(0);

    const aborted = client.endSession("refresh-1", { signal: AbortSignal.abort(new Error("enough")) });
    await expect(aborted).rejects.toThrow("enough");
    world.calls.length = 0;
    world.answer = () => ({ status: 204 });
    await client.endSession("refresh-1");
    expect(world.calls).toMatchObject([
      { path: "/api/auth/logout", body: { refreshToken: "refresh-1" }, accessToken: null },
    ]);
    // It had heard of it: only the answer was lost.
    world.answer = () => ({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    await expect(client.endSession("refresh-1")).resolves.toBeUndefined();
    world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
    await expect(client.endSession("refresh-1")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("[SDK-116] tells nothing where the server has heard it, or had ended the session before", async () => {
    for (const answer of [{ status: 204 }, { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") }]) {
      const world = new FakeWorld();
      const client = await world.connected();
      world.answer = () => answer;
      expect(await client.logout()).toEqual({ untold: null });
    }
  });

  it("[SDK-116] does not wait for a refresh that gets no answer", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    let refreshes = 0;
    world.answer = (call) => {
      if (call.path !== "/api/auth/refresh") return { status: 204 };
      refreshes++;
      return unanswered(call);
    };
    const refresh = client.refresh();
    await settle();
    expect(await client.logout()).toEqual({ untold: null });
    await expect(refresh).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect([refreshes, world.clock.timers]).toEqual([1, 0]);
  });

  it("[SDK-116] shows in the other tabs", async () => {
    const { world, browser, first, second } = await twoTabs();
    world.answer = () => Promise.reject(new TypeError("Failed to fetch"));
    expect((await second.client.logout()).untold).toBe("refresh-1");
    await browser.hearAll();
    expect([first.client.session, await browser.store.load()]).toEqual([null, null]);
    world.answer = () => ({ status: 200, body: { user: session.user, device: { id: "device_2" }, ...tokens(3) } });
    await first.client.login({ username: "me", password: "secret" });
    await browser.hearAll();
    expect(second.client.session?.refreshToken).toBe("refresh-3");
  });
});

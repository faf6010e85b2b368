// Tokens: fresh in time, refreshed once for all, stored before use, given up when refused.
import { describe, expect, it } from "vitest";
import type { KlatchError } from "../../sdk/client/klatch-error.ts";
import { FakeWorld, direct, problem, session, settle, tokens } from "../support/sdk-fakes.ts";
import { acceptOnly, refreshes, successor } from "../support/sdk-token-fakes.ts";

describe("tokens", () => {
  it("[SDK-1] parallel refusals cause one refresh", async () => {
    const world = new FakeWorld();
    world.answer = acceptOnly("access-2", () => ({ status: 200, body: tokens(2) }));
    const client = world.client();
    await client.restore();
    await Promise.all([client.devices(), client.devices(), client.devices()]);
    expect(refreshes(world)).toHaveLength(1);
    expect(refreshes(world)[0]?.body).toEqual({ refreshToken: "refresh-1" });
    expect(world.calls.filter((call) => call.accessToken === "access-2")).toHaveLength(3);
  });

  it("[SDK-1] a request is repeated once, not for ever", async () => {
    const world = new FakeWorld();
    let generation = 1;
    world.answer = acceptOnly("none", () => ({ status: 200, body: tokens(++generation) }));
    const client = world.client();
    await client.restore();
    await expect(client.devices()).rejects.toMatchObject({ code: "TOKEN_EXPIRED", status: 401 });
    expect(refreshes(world)).toHaveLength(1);
  });

  it("[SDK-2] are replaced before they expire", async () => {
    const world = new FakeWorld();
    world.answer = acceptOnly("access-2", () => ({ status: 200, body: tokens(2) }));
    const client = world.client();
    await client.restore();
    await world.clock.advance(900_000 - 59_000);
    await client.devices();
    expect(world.calls.map((call) => call.path)).toEqual(["/api/auth/refresh", "/api/devices"]);
  });

  it("[SDK-2] are stored before they are used", async () => {
    const world = new FakeWorld();
    let savedBeforeUse = "";
    world.answer = (call) => {
      if (call.path === "/api/auth/refresh") return { status: 200, body: tokens(2) };
      if (call.accessToken !== "access-2") return { status: 401, body: problem(401, "TOKEN_EXPIRED") };
      savedBeforeUse = world.saved.at(-1)?.refreshToken ?? "";
      return { status: 200, body: { items: [], next: null } };
    };
    const client = world.client();
    await client.restore();
    await client.devices();
    expect(savedBeforeUse).toBe("refresh-2");
  });

  it("[SDK-2] that another tab or process has rotated are taken from the store", async () => {
    const world = new FakeWorld();
    world.answer = acceptOnly("access-7", () => ({ status: 401, body: problem(401, "REFRESH_TOKEN_REUSED") }));
    const client = world.client();
    await client.restore();
    world.saved.push(successor);
    await client.devices();
    expect(refreshes(world)).toHaveLength(0);
    expect(client.session?.refreshToken).toBe("refresh-7");
  });

  it("[SDK-2] a sharing store lets one refresh at a time", async () => {
    const world = new FakeWorld();
    const entered: string[] = [];
    world.answer = acceptOnly("access-2", () => ({ status: 200, body: tokens(2) }));
    const client = world.client({
      store: {
        load: () => Promise.resolve(session),
        save: () => Promise.resolve(),
        exclusively: async (work) => {
          entered.push("in");
          const result = await work();
          entered.push("out");
          return result;
        },
      },
    });
    await client.restore();
    await client.devices();
    expect(entered).toEqual(["in", "out"]);
  });

  it("[SDK-3] a refused refresh signs out, once", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    const waiting = client.send(direct, "hello");
    world.answer = acceptOnly("none", () => ({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") }));
    const results = await Promise.allSettled([client.devices(), client.devices()]);
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected"]);
    expect(signedOut).toEqual(["DEVICE_SIGNED_OUT"]);
    expect(world.saved.at(-1)).toBeNull();
    expect(client.session).toBeNull();
    expect(waiting.error?.code).toBe("DEVICE_SIGNED_OUT");
    expect(world.socket.isOpen).toBe(false);
    await world.clock.advance(600_000);
    expect(world.sockets).toHaveLength(1);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-3] a server that cannot be reached signs nobody out", async () => {
    const world = new FakeWorld();
    world.answer = acceptOnly("none", () => ({ status: 503, body: {} }));
    const client = world.client();
    await client.restore();
    await expect(client.devices()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(client.session).toEqual(session);
  });

  it("[SDK-16] a caller may stop waiting for a refresh that others need", async () => {
    const world = new FakeWorld();
    let answerRefresh: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      answerRefresh = resolve;
    });
    world.answer = async (call) => {
      if (call.path === "/api/auth/refresh") await gate;
      return acceptOnly("access-2", () => ({ status: 200, body: tokens(2) }))(call);
    };
    const client = world.client();
    await client.restore();
    const abort = new AbortController();
    const left = client.devices({ signal: abort.signal });
    const stayed = client.devices();
    await settle();
    abort.abort(new Error("gone"));
    await expect(left).rejects.toThrow("gone");
    answerRefresh();
    await expect(stayed).resolves.toEqual([]);
  });

  it("[SDK-3] logout forgets the session and emits nothing", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const signedOut: string[] = [];
    client.on("signed-out", ({ code }) => signedOut.push(code));
    world.answer = async ({ path }) => {
      if (path === "/api/auth/refresh") return { status: 401, body: problem(401, "DEVICE_SIGNED_OUT") };
      // The socket hears of it before the call is answered.
      world.socket.end(4401);
      await settle();
      return { status: 204 };
    };
    await client.logout();
    expect(world.clock.timers).toBe(0);
    expect(world.saved.at(-1)).toBeNull();
    expect(signedOut).toEqual([]);
    expect(() => client.send(direct, "x")).toThrow(
      expect.objectContaining({ code: "NOT_AUTHENTICATED" }) as KlatchError,
    );
  });
});

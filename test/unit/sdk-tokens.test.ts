// Tokens: fresh in time, refreshed once for all, stored before use, given up when refused.
import { describe, expect, it } from "vitest";
import type { KlatchError } from "../../sdk/client/klatch-error.ts";
import { FakeWorld, direct, problem, session, settle, tokens, type FakeCall } from "../support/sdk-fakes.ts";

const refreshes = (world: FakeWorld): FakeCall[] => world.calls.filter((call) => call.path === "/api/auth/refresh");

/** A server that knows one access token. */
function acceptOnly(accessToken: string, refresh: () => { status: number; body: object }) {
  return ({ path, accessToken: given }: FakeCall) => {
    if (path === "/api/auth/refresh") return refresh();
    if (given !== accessToken) return { status: 401, body: problem(401, "TOKEN_EXPIRED") };
    return { status: 200, body: { items: [], next: null } };
  };
}

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
    world.saved.push({
      ...session,
      accessToken: "access-7",
      refreshToken: "refresh-7",
      expiresAtMs: session.expiresAtMs + 1,
    });
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

describe("a refresh whose answer is lost", () => {
  const lost = (): never => {
    throw new TypeError("fetch failed");
  };

  it("[SDK-63] is repeated by itself, often enough within the minute in which the server repeats its answer", async () => {
    const world = new FakeWorld();
    world.answer = lost;
    const client = world.client();
    await client.restore();
    await expect(client.refresh()).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await world.clock.advance(40_000);
    expect(refreshes(world).length).toBeGreaterThan(4);
    expect(new Set(refreshes(world).map(({ body }) => JSON.stringify(body)))).toEqual(
      new Set(['{"refreshToken":"refresh-1"}']),
    );
    world.answer = () => ({ status: 200, body: tokens(2) });
    await world.clock.advance(35_000);
    expect(client.session?.refreshToken).toBe("refresh-2");
    const made = world.calls.length;
    await world.clock.advance(3_600_000);
    expect(world.calls).toHaveLength(made);
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-63] is not repeated for ever, nor after close", async () => {
    for (const isClosed of [false, true]) {
      const world = new FakeWorld();
      world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
      const client = world.client();
      await client.restore();
      await expect(client.refresh()).rejects.toMatchObject({ code: "UNAVAILABLE" });
      if (isClosed) client.close();
      await world.clock.advance(3_600_000);
      expect(world.clock.timers).toBe(0);
      expect(refreshes(world).length).toBeLessThan(isClosed ? 2 : 10);
      expect(client.session).not.toBeNull();
    }
  });
});

describe("a refresh token whose successor is in use", () => {
  const superseded = { status: 409, body: problem(409, "REFRESH_SUPERSEDED", { retryAfterMs: 40_000 }) };

  it("[SDK-64] another tab has stored the successor: it is taken, and nobody is signed out", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    world.answer = acceptOnly("access-7", () => {
      world.saved.push({
        ...session,
        accessToken: "access-7",
        refreshToken: "refresh-7",
        expiresAtMs: session.expiresAtMs + 1,
      });
      return superseded;
    });
    await client.devices();
    expect(client.session?.refreshToken).toBe("refresh-7");
    expect(refreshes(world)).toHaveLength(1);
  });

  it("[SDK-64] nobody has: it is shown once more when the minute is over, which ends the session for a thief too", async () => {
    const world = new FakeWorld();
    const client = world.client();
    const codes: string[] = [];
    client.on("signed-out", ({ code }) => codes.push(code));
    await client.restore();
    let answer: { status: number; body: object } = superseded;
    world.answer = () => answer;
    await expect(client.refresh()).rejects.toMatchObject({ code: "REFRESH_SUPERSEDED", class: "backoff" });
    // Meanwhile nothing is asked again, whoever wants a token.
    await expect(client.refresh()).rejects.toMatchObject({ code: "REFRESH_SUPERSEDED" });
    await world.clock.advance(39_999);
    expect(refreshes(world)).toHaveLength(1);
    expect(client.session).not.toBeNull();
    answer = { status: 401, body: problem(401, "REFRESH_TOKEN_REUSED") };
    await world.clock.advance(1);
    expect(refreshes(world)).toHaveLength(2);
    expect(codes).toEqual(["REFRESH_TOKEN_REUSED"]);
    expect(client.session).toBeNull();
    expect(world.clock.timers).toBe(0);
  });

  it("[SDK-64] the store gets the successor later: then that is taken", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    world.answer = () => superseded;
    await expect(client.refresh()).rejects.toMatchObject({ code: "REFRESH_SUPERSEDED" });
    world.saved.push({
      ...session,
      accessToken: "access-7",
      refreshToken: "refresh-7",
      expiresAtMs: session.expiresAtMs + 1,
    });
    await client.refresh();
    expect(client.session?.refreshToken).toBe("refresh-7");
    await world.clock.advance(60_000);
    expect(refreshes(world)).toHaveLength(1);
  });
});

describe("signing out with an access token that has expired", () => {
  it("[SDK-65] needs no refresh: the refresh token goes with it", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    world.answer = ({ path, body }) =>
      path === "/api/auth/logout" && JSON.stringify(body) === '{"refreshToken":"refresh-1"}'
        ? { status: 204 }
        : { status: 401, body: problem(401, "TOKEN_EXPIRED") };
    await client.logout();
    expect(world.calls.map(({ path, accessToken }) => [path, accessToken])).toEqual([
      ["/api/auth/logout", "access-1"],
      ["/api/auth/logout", null],
    ]);
    expect(client.session).toBeNull();
  });

  it("[SDK-65] at an earlier server, which reads no refresh token there, a refresh comes first", async () => {
    const world = new FakeWorld();
    const client = world.client();
    await client.restore();
    world.answer = ({ path, accessToken }) => {
      if (path === "/api/auth/refresh") return { status: 200, body: tokens(2) };
      return accessToken === "access-2" ? { status: 204 } : { status: 401, body: problem(401, "TOKEN_EXPIRED") };
    };
    await client.logout();
    expect(world.calls.map(({ path }) => path)).toEqual([
      ...["/api/auth/logout", "/api/auth/logout"],
      ...["/api/auth/refresh", "/api/auth/logout"],
    ]);
    expect(client.session).toBeNull();
  });
});

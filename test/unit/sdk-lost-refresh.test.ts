// Refreshes whose answer is lost or overtaken, and signing out when the access token has expired.
import { describe, expect, it } from "vitest";
import { FakeWorld, problem, tokens } from "../support/sdk-fakes.ts";
import { acceptOnly, refreshes, successor } from "../support/sdk-token-fakes.ts";

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
    // As long as the server gives the same tokens again: half a minute later it ends the session.
    world.answer = () => ({ status: 200, body: tokens(2) });
    await world.clock.advance(10_000);
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
      world.saved.push(successor);
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
    world.saved.push(successor);
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

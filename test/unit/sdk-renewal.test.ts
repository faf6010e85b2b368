// A socket that outlives its access token: renewed in time while it is in use, or when the server asks for it.
import { describe, expect, it } from "vitest";
import { conversationChanged, direct, FakeWorld, message, problem, settle, tokens } from "../support/sdk-fakes.ts";

const refreshes = (world: FakeWorld): number => world.calls.filter(({ path }) => path === "/api/auth/refresh").length;

/** A connected client of a server that knows `renew`, unless it says otherwise. */
async function connected(features: string[] = ["renew"], headSeq = 0) {
  const world = new FakeWorld();
  let generation = 1;
  world.answer = () => ({ status: 200, body: tokens(++generation) });
  const client = world.client();
  await client.restore();
  void client.connect();
  await settle();
  world.socket.say({ ...world.welcome(), features });
  await settle();
  world.socket.say(conversationChanged({ headSeq }), { type: "sync-done", inboxVersion: 1 });
  await settle();
  return { world, client };
}

/** Time passes on a network that works. */
async function pass(world: FakeWorld, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 5_000) {
    await world.clock.advance(Math.min(left, 5_000));
    world.socket.sayText("pong");
  }
}

async function renewed(world: FakeWorld): Promise<void> {
  world.socket.say({ type: "done", requestId: world.socket.lastRequestId("renew") });
  await settle();
}

describe("[SDK-61] when the server asks for a renewal", () => {
  it("is sent with a new token; then the device syncs as on a new socket, on the same one", async () => {
    const { world, client } = await connected(["renew"], 4);
    const seen: number[] = [];
    client.on("message", ({ seq }) => seen.push(seq));
    world.socket.say(message(5));
    world.socket.say({ type: "auth-required" });
    await settle();
    expect(refreshes(world)).toBe(1);
    expect(world.socket.framesOf("renew")).toEqual([
      { type: "renew", accessToken: "access-2", requestId: world.socket.lastRequestId("renew") },
    ]);
    expect(world.socket.syncs).toHaveLength(1);
    await renewed(world);
    expect(world.socket.syncs.at(-1)).toEqual({ type: "sync", inboxVersion: 1, cursors: { [direct]: 5 } });
    world.socket.say(message(6), { type: "sync-done", inboxVersion: 1 });
    await settle();
    expect(client.connection).toEqual({ state: "live" });
    expect(world.sockets).toHaveLength(1);
    expect(seen).toEqual([5, 6]);
  });

  it("nothing is sent before it is done, and what was under way is sent again", async () => {
    const { world, client } = await connected();
    const first = client.send(direct, { type: "text", text: "one" });
    await settle();
    world.socket.say({ type: "auth-required" });
    // The refusal of the first comes with it.
    world.socket.say({ type: "error", code: "TOKEN_EXPIRED", message: "m", clientMsgId: first.clientMsgId });
    const second = client.send(direct, { type: "text", text: "two" });
    await settle();
    expect(world.socket.framesOf("send-message")).toHaveLength(1);
    await renewed(world);
    world.socket.say({ type: "sync-done", inboxVersion: 1 });
    await settle();
    const sent = world.socket.framesOf("send-message").map(({ clientMsgId }) => clientMsgId);
    expect(sent).toEqual([first.clientMsgId, first.clientMsgId]);
    world.socket.say(message(1, { senderId: world.saved[0]?.user.id, clientMsgId: first.clientMsgId } as object));
    await settle();
    expect(world.socket.framesOf("send-message").at(-1)).toMatchObject({ clientMsgId: second.clientMsgId });
    expect([first.state, second.state]).toEqual(["acked", "sending"]);
  });

  it("a probe is answered on the same socket, whether it came before or meanwhile", async () => {
    const { world } = await connected();
    world.socket.say(
      { type: "probe", nonce: "before" },
      { type: "auth-required" },
      { type: "probe", nonce: "meanwhile" },
    );
    await settle();
    expect(world.socket.framesOf("echo")).toEqual([]);
    await renewed(world);
    expect(world.socket.framesOf("echo").at(-1)).toEqual({ type: "echo", nonce: "meanwhile" });
  });

  it("a token that another call has refreshed is taken", async () => {
    const { world, client } = await connected();
    await client.refresh();
    world.socket.say({ type: "auth-required" });
    await settle();
    expect(refreshes(world)).toBe(1);
    expect(world.socket.framesOf("renew")).toMatchObject([{ accessToken: "access-2" }]);
  });

  it("a refused renewal, or none within half a minute, leads to a new socket", async () => {
    const refused = await connected();
    refused.world.socket.say({ type: "auth-required" });
    await settle();
    const requestId = refused.world.socket.lastRequestId("renew");
    refused.world.socket.say({ type: "error", code: "NOT_AUTHENTICATED", message: "m", requestId });
    await refused.world.clock.advance(5_000);
    expect(refused.world.sockets).toHaveLength(2);

    const silent = await connected();
    silent.world.socket.say({ type: "auth-required" });
    await settle();
    await pass(silent.world, 45_000);
    expect(silent.world.sockets.length).toBeGreaterThan(1);
  });

  it("a refused refresh ends in one signed-out, and nothing reconnects", async () => {
    const { world, client } = await connected();
    const codes: string[] = [];
    client.on("signed-out", ({ code }) => codes.push(code));
    world.answer = () => ({ status: 401, body: problem(401, "DEVICE_SIGNED_OUT") });
    world.socket.say({ type: "auth-required" });
    await world.clock.advance(120_000);
    expect(codes).toEqual(["DEVICE_SIGNED_OUT"]);
    expect(world.sockets).toHaveLength(1);
    expect(world.clock.timers).toBe(0);
  });
});

describe("[SDK-62] without being asked", () => {
  it("a socket in use is renewed before its token expires, and misses nothing", async () => {
    const { world } = await connected();
    await pass(world, 700_000);
    world.socket.say(message(1));
    await pass(world, 130_000);
    expect(refreshes(world)).toBe(0);
    await pass(world, 20_000);
    expect(refreshes(world)).toBe(1);
    expect(world.socket.framesOf("renew")).toMatchObject([{ accessToken: "access-2" }]);
    await renewed(world);
    await pass(world, 60_000);
    expect(world.socket.syncs).toHaveLength(1);
    expect(world.socket.framesOf("renew")).toHaveLength(1);
    expect(world.sockets).toHaveLength(1);
  });

  it("an idle socket sends nothing but pings, however long", async () => {
    const { world } = await connected();
    await pass(world, 3_600_000);
    expect(refreshes(world)).toBe(0);
    expect(world.socket.framesOf("renew")).toEqual([]);
    expect(world.sockets).toHaveLength(1);
  });

  it("nothing is renewed at a server that does not know it", async () => {
    const { world } = await connected([]);
    world.socket.say(message(1));
    await pass(world, 900_000);
    expect(refreshes(world)).toBe(0);
    expect(world.socket.framesOf("renew")).toEqual([]);
  });
});

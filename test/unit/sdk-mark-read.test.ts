// How far the user has read: sent once, repeated until it is answered, and not for ever.
import { describe, expect, it } from "vitest";
import { FakeWorld, direct, me, peer, settle } from "../support/sdk-fakes.ts";

describe("mark-read", () => {
  it("[SDK-14] sends the highest, once", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    for (const seq of [3, 7, 5]) void client.markRead(direct, seq);
    await settle();
    void client.markRead(direct, 8);
    void client.markRead(direct, 9);
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 7, unread: 2 });
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7, 9]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 9, unread: 0 });
    void client.markRead(direct, 9);
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
  });

  it("[SDK-14] goes again on the next socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    void client.markRead(direct, 7);
    await settle();
    await world.reconnect();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
  });

  it("[SDK-14] goes again without an answer, but not for ever", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    void client.markRead(direct, 7);
    for (let i = 0; i < 12; i++) {
      await world.clock.advance(5_000);
      world.socket.sayText("pong");
    }
    expect(world.sockets).toHaveLength(1);
    expect(world.socket.framesOf("mark-read")).toHaveLength(3);
  });

  it("[SDK-14] goes again after a refusal for now, and is dropped after one for good", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const errors: string[] = [];
    client.on("error", ({ code }) => errors.push(code));
    void client.markRead(direct, 7);
    await settle();
    world.socket.say({
      type: "error",
      code: "UNAVAILABLE",
      message: "",
      conversationId: direct,
      requestId: world.socket.lastRequestId("mark-read"),
    });
    await world.clock.advance(2_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
    world.socket.say({
      type: "error",
      code: "SEQ_OUT_OF_RANGE",
      message: "",
      conversationId: direct,
      requestId: world.socket.lastRequestId("mark-read"),
    });
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
    expect(errors).toEqual(["SEQ_OUT_OF_RANGE"]);
  });

  it("[SDK-51] resolves when the server has confirmed it, and at once what is confirmed already", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const settled: number[] = [];
    for (const seq of [3, 7, 9]) void client.markRead(direct, seq).then(() => settled.push(seq));
    await settle();
    expect(settled).toEqual([]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: peer, seq: 9 });
    await settle();
    expect(settled).toEqual([]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 7, unread: 2 });
    await settle();
    expect(settled).toEqual([3, 7]);
    await client.markRead(direct, 5);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 9, unread: 0 });
    await settle();
    expect(settled).toEqual([3, 7, 9]);
  });

  it("[SDK-51] rejects with the server's refusal, and when the server never answers or the client closes", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const refused = client.markRead(direct, 99);
    await settle();
    const { requestId = "" } = world.socket.framesOf("mark-read").at(-1) ?? {};
    world.socket.say({ type: "error", code: "SEQ_OUT_OF_RANGE", message: "", conversationId: direct, requestId });
    await expect(refused).rejects.toMatchObject({ code: "SEQ_OUT_OF_RANGE" });
    const unanswered = client.markRead(direct, 8);
    for (let i = 0; i < 12; i++) {
      await world.clock.advance(5_000);
      world.socket.sayText("pong");
    }
    await expect(unanswered).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const cut = client.markRead(direct, 9);
    client.close();
    await expect(cut).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  it("[SDK-51] waits through a broken socket, and nobody has to wait for it", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    const marked = client.markRead(direct, 7);
    await settle();
    await world.reconnect();
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 7, unread: 2 });
    await expect(marked).resolves.toBeUndefined();
    // Vitest fails on an unhandled rejection.
    void client.markRead(direct, 9);
    client.close();
    await settle();
  });
});

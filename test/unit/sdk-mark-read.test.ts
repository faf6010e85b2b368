// How far the user has read: sent once, repeated until it is answered, and not for ever.
import { describe, expect, it } from "vitest";
import { FakeWorld, direct, me, settle } from "../support/sdk-fakes.ts";

describe("mark-read", () => {
  it("[SDK-14] sends the highest, once", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    for (const seq of [3, 7, 5]) client.markRead(direct, seq);
    await settle();
    client.markRead(direct, 8);
    client.markRead(direct, 9);
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 7, unread: 2 });
    await settle();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7, 9]);
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 9, unread: 0 });
    client.markRead(direct, 9);
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(2);
  });

  it("[SDK-14] goes again on the next socket", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    client.markRead(direct, 7);
    await settle();
    world.socket.end(1006);
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(world.socket.framesOf("mark-read").map(({ seq }) => seq)).toEqual([7]);
  });

  it("[SDK-14] goes again without an answer, but not for ever", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 9);
    client.markRead(direct, 7);
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
    client.markRead(direct, 7);
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
});

// Presence in the SDK: whoever is asked about is watched, whichever tab asks.
import { describe, expect, it } from "vitest";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import { PresenceLink } from "../../sdk/presence/presence-link.ts";
import { PendingCommands, type PendingCommand } from "../../sdk/tabs/pending-commands.ts";
import { FakeWorld, peer } from "../support/sdk-fakes.ts";

const on = (userId: UserId): Presence => ({ userId, online: true, away: false, devices: ["web"] });
const [ada, bob] = ["user_ada" as UserId, "user_bob" as UserId];
const budget = { frames: 100, bytes: 100_000 };

describe("[SDK-191] presence", () => {
  it("is asked for once for all who are shown, told as it changes, and unknown without a connection", async () => {
    const world = new FakeWorld();
    world.features = ["presence"];
    const client = await world.connected();
    const told: unknown[] = [];
    client.on("presence", ({ people }) => told.push(people));
    expect([ada, bob, ada].map((id) => client.presence.get(id))).toEqual([null, null, null]);
    await world.clock.advance(300);
    expect(world.socket.framesOf("watch-presence")).toMatchObject([{ userIds: [bob, ada] }]);
    world.socket.say({ type: "presence", people: [on(bob)] });
    expect([client.presence.get(bob), client.presence.get(ada), told]).toEqual([on(bob), null, [[on(bob)]]]);
    await world.clock.advance(10_000);
    expect(world.socket.framesOf("watch-presence")).toHaveLength(1);
    await world.reconnect();
    expect(client.presence.get(bob)).toEqual(on(bob));
    expect(world.socket.framesOf("watch-presence")).toMatchObject([{ userIds: [bob, ada] }]);
    world.socket.end(1006);
    expect(client.presence.get(bob)).toBe(null);
    client.close();
  });

  it("keeps the latest 500, asks again when the server could not answer, and asks an earlier server for nothing", async () => {
    const world = new FakeWorld();
    world.features = ["presence"];
    const client = await world.connected();
    for (let n = 0; n < 501; n++) client.presence.get(`user_${n}` as UserId);
    await world.clock.advance(300);
    const [list] = world.socket.framesOf("watch-presence");
    expect([list?.userIds.length, list?.userIds[0]]).toEqual([500, "user_1"]);
    const refusal = {
      type: "error",
      message: "",
      code: "UNAVAILABLE",
      retryAfterMs: 5_000,
      requestId: list?.requestId,
    };
    world.socket.say(refusal);
    await world.clock.advance(4_900);
    expect(world.socket.framesOf("watch-presence")).toHaveLength(1);
    await world.clock.advance(5_100);
    expect(world.socket.framesOf("watch-presence")).toHaveLength(2);
    world.socket.say({ ...refusal, code: "TOO_MANY", requestId: world.socket.lastRequestId("watch-presence") });
    await world.clock.advance(12_000);
    expect(world.socket.framesOf("watch-presence")).toHaveLength(2);
    client.close();
    const earlier = new FakeWorld();
    const old = await earlier.connected();
    old.presence.get(peer);
    old.presence.setFront(false);
    await earlier.clock.advance(1_000);
    expect([...earlier.socket.framesOf("watch-presence"), ...earlier.socket.framesOf("set-activity")]).toEqual([]);
    old.close();
  });

  it("of several tabs is one list; a tab that comes later is told what is known", () => {
    const told: (readonly Presence[])[] = [];
    const link = new PresenceLink(
      () => 0.5,
      (people) => told.push(people),
    );
    link.begin(["presence"]);
    link.watch("one", [ada]);
    link.watch("two", [bob, ada]);
    expect(link.take(budget, 0).map((frame) => JSON.parse(frame) as unknown)).toMatchObject([{ userIds: [ada, bob] }]);
    link.received([on(bob)]);
    link.watch("three", [bob]);
    expect(told).toEqual([[on(bob)], [on(bob)]]);
  });

  it("of several tabs keeps whom the tab that asked last wants", () => {
    const link = new PresenceLink(
      () => 0.5,
      () => {},
    );
    link.begin(["presence"]);
    const many = Array.from({ length: 500 }, (_, n) => `user_${n}` as UserId);
    link.watch("one", many);
    link.watch("two", [ada, bob]);
    link.watch("one", many);
    expect(link.take(budget, 0).map((frame) => JSON.parse(frame) as unknown)).toMatchObject([{ userIds: many }]);
  });
});

it("[SDK-192] somebody looks at the device if they look at any tab; it is said again on each new socket", async () => {
  const world = new FakeWorld();
  world.features = ["presence"];
  const client = await world.connected();
  const said = (): boolean[] => world.socket.framesOf("set-activity").map(({ front }) => front);
  for (const front of [true, false, false]) client.presence.setFront(front);
  await world.clock.advance(10);
  expect(said()).toEqual([false]);
  await world.reconnect();
  expect(said()).toEqual([false]);
  client.presence.setFront(true);
  await world.clock.advance(10);
  expect(said()).toEqual([false, true]);
  client.close();
  const link = new PresenceLink(
    () => 0.5,
    () => {},
  );
  link.begin(["presence"]);
  const frames = (): unknown[] => link.take(budget, 0).map((frame) => JSON.parse(frame) as unknown);
  link.setFront("one", true);
  link.setFront("two", false);
  expect(frames()).toEqual([]);
  link.setFront("one", false);
  expect(frames()).toEqual([{ type: "set-activity", front: false }]);
});

it("[SDK-191] [SDK-192] each new leader hears whom a tab watches and whether it is looked at, however much was read since", () => {
  const asked: PendingCommand[] = [];
  const pending = new PendingCommands((command) => asked.push(command));
  const own: PendingCommand[] = [
    { does: "watch-presence", tab: "one", userIds: [ada] },
    { does: "set-front", tab: "one", front: false },
  ];
  for (const command of own) pending.keep(command);
  for (let n = 0; n < 200; n++)
    pending.keep({ does: "mark-read", conversationId: `conversation_${n}` as ConversationId, seq: 1 });
  asked.length = 0;
  pending.repeat();
  expect(asked).toHaveLength(100);
  expect(asked.slice(0, 2)).toEqual(own);
});

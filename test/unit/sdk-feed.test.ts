// What the app sees of the log: each message once, in order, whatever the socket does; and signals beside it.
import { describe, expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { FakeWorld, conversationChanged, direct, message, peer, settle } from "../support/sdk-fakes.ts";
import { seqsHeard, syncDone } from "../support/sdk-frames.ts";

describe("order", () => {
  it("[SDK-8] drops what came before, on this socket or the next", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsHeard(client);
    world.socket.say(message(1), message(2), message(2), message(1));
    await world.reconnect(message(1), message(2), message(3));
    expect(seqs).toEqual([1, 2, 3]);
  });

  it("[SDK-8] fetches what is missing before it shows what comes after", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsHeard(client);
    world.socket.say(message(5), message(8));
    await settle();
    expect(seqs).toEqual([5]);
    expect(world.socket.syncs[1]).toEqual({ type: "sync", cursors: { [direct]: 5 } });
    world.socket.say(message(6), message(7), message(8), syncDone, message(9));
    expect(seqs).toEqual([5, 6, 7, 8, 9]);
  });

  it("[SDK-8] asks again while the answer leaves a gap", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsHeard(client);
    world.socket.say(message(7));
    await settle();
    world.socket.say(message(5), syncDone);
    await settle();
    expect(world.socket.syncs[2]).toEqual({ type: "sync", cursors: { [direct]: 5 } });
    world.socket.say(message(6), message(7), syncDone);
    expect(seqs).toEqual([5, 6, 7]);
  });

  it("[SDK-8] takes a void for the events it stands for, also when it begins before the cursor", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsHeard(client);
    const voids: number[] = [];
    client.on("void", ({ toSeq }) => voids.push(toSeq));
    world.socket.say(
      message(1),
      { type: "void", conversationId: direct, seq: 1, toSeq: 4, createdAt: 1 },
      { type: "void", conversationId: direct, seq: 2, toSeq: 4, createdAt: 1 },
      message(5),
    );
    expect(seqs).toEqual([1, 5]);
    expect(voids).toEqual([4]);
  });

  it("[SDK-8] shows the first message of a new conversation, whether its entry comes before it or after", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const seen: string[] = [];
    client.on("message", ({ conversationId, seq }) => seen.push(`${conversationId}:${seq}`));
    const [early, late] = ["direct_early", "direct_late"] as ConversationId[];
    world.socket.say(conversationChanged({ conversationId: early!, headSeq: 2 }));
    world.socket.say(
      message(1, { conversationId: early! }),
      message(2, { conversationId: early! }),
      message(1, { conversationId: early! }),
    );
    world.socket.say(message(1, { conversationId: late! }), conversationChanged({ conversationId: late!, headSeq: 1 }));
    expect(seen).toEqual(["direct_early:1", "direct_early:2", "direct_late:1"]);
  });

  it("[SDK-8] keeps conversations apart", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsHeard(client);
    world.socket.say(message(2), message(7, { conversationId: "direct_other" as ConversationId }), message(1));
    expect(seqs).toEqual([7, 1]);
  });

  it("[SDK-18] an event of a later version moves the cursor, other unknown frames pass", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    const seqs = seqsHeard(client);
    world.socket.say(
      { type: "message-edited", conversationId: direct, seq: 5, createdAt: 1 },
      { type: "presence", userId: peer, online: true },
      { type: "constructor" },
      message(6),
    );
    await settle();
    expect(seqs).toEqual([6]);
    expect(world.socket.framesOf("sync")).toHaveLength(1);
  });
});

describe("signals", () => {
  it("[SDK-8] typing goes out when it is worth something, and comes in as an event", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const typing: boolean[] = [];
    client.on("typing", ({ active }) => typing.push(active));
    client.setTyping(direct, true);
    client.setTyping(direct, false);
    await settle();
    expect(world.socket.framesOf("typing")).toEqual([{ type: "typing", conversationId: direct, active: false }]);
    world.socket.say({ type: "typing", conversationId: direct, userId: peer, active: true });
    expect(typing).toEqual([true]);
    world.socket.end(1006);
    client.setTyping(direct, true);
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(world.socket.framesOf("typing")).toEqual([]);
  });
});

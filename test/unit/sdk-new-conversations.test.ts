// Where a conversation starts that the device did not know: after its head, or at its first event.
import { describe, expect, it } from "vitest";
import type { ConversationId, KlatchClient, KlatchClientOptions } from "@klatch/sdk";
import { conversationChanged, direct, entryOf, FakeWorld, me, message, peer, settle } from "../support/sdk-fakes.ts";
import { seqsHeard, syncDone } from "../support/sdk-frames.ts";
import { Device } from "../support/stored-device.ts";

const fromStart: Partial<KlatchClientOptions> = { newConversations: "start" };

async function connecting(world: FakeWorld): Promise<KlatchClient> {
  const client = world.client(fromStart);
  await client.restore();
  void client.connect();
  await settle();
  world.socket.say(world.welcome());
  await settle();
  return client;
}

/** The cursors of each `sync` on the newest socket. */
const syncs = (world: FakeWorld): readonly unknown[] => world.socket.framesOf("sync").map(({ cursors }) => cursors);

describe("new conversations", () => {
  it("[SDK-53] that were found at the first sync start at the first event, a void included", async () => {
    const world = new FakeWorld();
    const client = await connecting(world);
    const seqs = seqsHeard(client);
    const voids: number[] = [];
    client.on("void", ({ toSeq }) => voids.push(toSeq));
    world.socket.say(conversationChanged({ headSeq: 4 }), syncDone);
    await settle();
    expect(syncs(world).at(-1)).toEqual({ [direct]: 0 });
    const hidden = { type: "void", conversationId: direct, seq: 1, toSeq: 2, createdAt: 1 };
    world.socket.say(hidden, message(3), message(4), syncDone, message(5));
    expect([voids, seqs]).toEqual([[2], [3, 4, 5]]);
    expect(syncs(world)).toHaveLength(2);
  });

  it("[SDK-53] that appear while connected start at the first event", async () => {
    const world = new FakeWorld();
    const client = await connecting(world);
    world.socket.say(syncDone);
    await settle();
    const seqs = seqsHeard(client);
    world.socket.say(message(3), conversationChanged({ headSeq: 3 }));
    await settle();
    expect(syncs(world).at(-1)).toEqual({ [direct]: 0 });
    world.socket.say(message(1), message(2), message(3), syncDone);
    expect(seqs).toEqual([1, 2, 3]);
  });

  it("[SDK-53] that an HTTP answer names are asked for at once", async () => {
    const world = new FakeWorld();
    const client = await connecting(world);
    world.socket.say(syncDone);
    await settle();
    world.answer = () => ({ status: 200, body: { conversation: entryOf({ headSeq: 2 }) } });
    await client.openDirect({ userId: peer });
    await settle();
    expect(syncs(world).at(-1)).toEqual({ [direct]: 0 });
  });

  it("[SDK-53] are still at their start after a crash in between", async () => {
    const device = new Device();
    const options = { ...fromStart, store: device.store };
    await (await device.install()).stored();
    const world = new FakeWorld();
    const first = world.client(options);
    await first.start();
    await settle();
    world.socket.say(world.welcome());
    await settle();
    world.socket.say(conversationChanged({ headSeq: 4 }), syncDone);
    await device.crash(first);
    const after = new FakeWorld();
    await after.client(options).start();
    await settle();
    after.socket.say(after.welcome());
    await settle();
    expect(after.socket.frames[0]).toMatchObject({ type: "sync", cursors: { [direct]: 0 } });
  });

  it("[SDK-53] do not move those that the device knows", async () => {
    const world = new FakeWorld();
    const other = "direct_me_other" as ConversationId;
    const snapshot = { userId: me, inboxVersion: 1, conversations: [], cursors: [[direct, 7] as const] };
    const client = world.client({ ...fromStart, snapshot });
    await client.restore();
    void client.connect();
    await settle();
    world.socket.say(world.welcome());
    await settle();
    const seqs = seqsHeard(client);
    world.socket.say(conversationChanged({ headSeq: 8 }), conversationChanged({ conversationId: other }), message(8));
    world.socket.say(syncDone);
    await settle();
    expect(seqs).toEqual([8]);
    expect(syncs(world)).toEqual([{ [direct]: 7 }]);
  });

  it("[SDK-53] start after their head unless the app asks for more", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 4);
    expect(syncs(world)).toHaveLength(1);
    const seqs = seqsHeard(client);
    world.socket.say(message(5));
    expect(seqs).toEqual([5]);
  });
});

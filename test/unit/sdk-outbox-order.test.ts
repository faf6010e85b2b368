// In which order messages leave: their own within a conversation, whatever is refused or cut off.
import { describe, expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { asClientMsgId } from "../../sdk/client/ids.ts";
import type { OutboxOwner } from "../../sdk/outbox/outbox-entry.ts";
import { MessageEntry } from "../../sdk/outbox/outgoing-message.ts";
import { SendQueues } from "../../sdk/outbox/send-queues.ts";
import { FakeWorld, direct, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts } from "../support/sdk-frames.ts";
import { standInFor } from "../support/stand-in-for.ts";

describe("order", () => {
  it("[SDK-11] one at a time in a conversation, side by side in several", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const other = "direct_other" as ConversationId;
    const a1 = client.send(direct, "a1");
    client.send(direct, "a2");
    client.send(other, "b1");
    client.send(other, "b2");
    await settle();
    expect(sentTexts(world.socket)).toEqual(["a1", "b1"]);
    world.socket.say(ackOf(a1, 1));
    await settle();
    expect(sentTexts(world.socket)).toEqual(["a1", "b1", "a2"]);
  });

  it("[SDK-11] a refusal for now holds back what stands behind, and nobody else", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const other = "direct_other" as ConversationId;
    const first = client.send(direct, "a1");
    client.send(direct, "a2");
    await settle();
    world.socket.say(refusalOf("UNAVAILABLE", first, 1_000));
    client.send(other, "b1");
    await world.clock.advance(999);
    expect(sentTexts(world.socket)).toEqual(["a1", "b1"]);
    await world.clock.advance(251);
    expect(sentTexts(world.socket)).toEqual(["a1", "b1", "a1"]);
    world.socket.say(ackOf(first, 1));
    await settle();
    expect(sentTexts(world.socket)).toEqual(["a1", "b1", "a1", "a2"]);
  });

  it("[SDK-11] with a wider window nothing is sent past a message that was refused for now", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 2 });
    const [first, second] = ["1", "2", "3", "4"].map((text) => client.send(direct, text));
    await settle();
    expect(sentTexts(world.socket)).toEqual(["1", "2"]);
    world.socket.say(refusalOf("UNAVAILABLE", first!, 1_000), ackOf(second!, 1));
    await world.clock.advance(900);
    expect(sentTexts(world.socket)).toEqual(["1", "2"]);
    await world.clock.advance(400);
    expect(sentTexts(world.socket)).toEqual(["1", "2", "1", "3"]);
  });

  it("[SDK-11] the next socket gets them in their old order", async () => {
    const world = new FakeWorld();
    const client = await world.connected({ maxInFlightPerConversation: 8 });
    for (const text of ["1", "2", "3"]) client.send(direct, text);
    await settle();
    world.socket.end(1006);
    client.send(direct, "4");
    await world.clock.advance(5_000);
    await world.catchUp();
    expect(sentTexts(world.socket)).toEqual(["1", "2", "3", "4"]);
  });

  it("[SDK-207] what another tab tells of later than it was written has its place among the others", () => {
    const queues = new SendQueues(10);
    const owner = standInFor<OutboxOwner>({});
    const written = [1, 2, 3, 4].map((order) => {
      const content = { type: "text", text: `${order}` } as const;
      const message = {
        clientMsgId: asClientMsgId(`id-${order}`),
        conversationId: direct,
        content,
        writtenAtMs: 0,
        order,
      };
      const entry = new MessageEntry(message, owner);
      entry.state = "waiting";
      return entry;
    });
    for (const at of [1, 3, 2, 0]) {
      const entry = written[at];
      if (entry !== undefined) queues.add(entry);
    }
    expect([...queues.sendable(0)].flat().map(({ order }) => order)).toEqual([1, 2, 3, 4]);
  });
});

// Messages under ids that the app chose: a repeat is the same message, in the outbox, after a crash and after its ack.
import { clientMsgIdFor, type ClientMsgId, type MessageId } from "@klatch/sdk";
import { describe, expect, it } from "vitest";
import { uuidV7TimeMs } from "../../schema/protocol/ids.ts";
import { direct, FakeWorld, me, message, settle } from "../support/sdk-fakes.ts";
import { ackOf, refusalOf, sentTexts } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";
import { Device } from "../support/stored-device.ts";

const clientMsgId = "018bcfe5-6800-7000-8000-000000000001" as ClientMsgId;

describe("a chosen clientMsgId", () => {
  it("[SDK-50] is the message's id, and gives the same message while the outbox has it", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello", { clientMsgId });
    expect(sent.clientMsgId).toBe(clientMsgId);
    expect(client.send(direct, "hello", { clientMsgId })).toBe(sent);
    await settle();
    expect(client.send(direct, "hello", { clientMsgId })).toBe(sent);
    world.socket.say(ackOf(sent, 1));
    expect(client.send(direct, "hello", { clientMsgId })).toBe(sent);
    await settle();
    expect(world.socket.framesOf("send-message")).toHaveLength(1);
  });

  it("[SDK-50] is sent again if it has failed", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello", { clientMsgId });
    await settle();
    world.socket.say(refusalOf("MUTED", sent, 1_000));
    await expect(sent.acked).rejects.toMatchObject({ code: "MUTED" });
    expect(client.send(direct, "hello", { clientMsgId })).toBe(sent);
    await settle();
    expect(sentTexts(world.socket)).toEqual(["hello", "hello"]);
    world.socket.say(ackOf(sent, 1));
    expect((await sent.acked).seq).toBe(1);
  });

  it("[SDK-50] fails with other content, and does not touch the first", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const sent = client.send(direct, "hello", { clientMsgId });
    const other = client.send(direct, "goodbye", { clientMsgId });
    await expect(other.acked).rejects.toMatchObject({ code: "DUPLICATE_MESSAGE" });
    expect([other.retry(), other.discard()]).toEqual([false, false]);
    expect(client.outgoing()).toEqual([sent]);
    await settle();
    expect(sentTexts(world.socket)).toEqual(["hello"]);
  });

  it("[SDK-50] is refused if it has a wrong form", async () => {
    const client = await new FakeWorld().connected();
    for (const wrong of ["", "a b", "x".repeat(65), "ä"])
      expect(() => client.send(direct, "hello", { clientMsgId: wrong as ClientMsgId })).toThrow(
        expect.objectContaining({ code: "INVALID_REQUEST" }),
      );
    expect(client.outgoing()).toEqual([]);
  });

  it("[SDK-50] finds the message of an earlier run in the store", async () => {
    const device = new Device();
    const first = await device.install();
    first.send(direct, "hello", { clientMsgId });
    await device.crash(first);
    const second = await device.start();
    expect(second.send(direct, "hello", { clientMsgId })).toBe(second.outgoing()[0]);
    await device.world.catchUp();
    await settle();
    expect(sentTexts(device.world.socket)).toEqual(["hello"]);
  });

  it("[SDK-50] gets the first ack again when the event was there already, and leaves outbox and store", async () => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(message(1, { senderId: me, clientMsgId }));
    const again = client.send(direct, "text 1", { clientMsgId });
    await client.stored();
    await settle();
    device.world.socket.say(ackOf(again, 1));
    expect((await again.acked).seq).toBe(1);
    expect(client.outgoing()).toEqual([]);
    await client.stored();
    expect((await device.store.loadState(me))?.outbox.size).toBe(0);
  });

  it("[SDK-50] is the same in a tab without the socket", async () => {
    const { browser, world, second } = await twoTabs();
    const sent = second.client.send(direct, "hello", { clientMsgId });
    expect(second.client.send(direct, "hello", { clientMsgId })).toBe(sent);
    const other = second.client.send(direct, "goodbye", { clientMsgId });
    expect([other.error?.code, other.retry(), other.discard()]).toEqual(["DUPLICATE_MESSAGE", false, false]);
    await browser.hearAll();
    expect(sentTexts(world.socket)).toEqual(["hello"]);
    world.socket.say({ ...message(2, { senderId: me, clientMsgId }) });
    await browser.hearAll();
    const again = second.client.send(direct, "hello", { clientMsgId });
    await browser.hearAll();
    world.socket.say(ackOf(again, 2));
    await browser.hearAll();
    expect((await again.acked).seq).toBe(2);
    expect(second.client.outgoing()).toEqual([]);
  });
});

describe("clientMsgIdFor", () => {
  const cause = { messageId: `${direct}:7` as MessageId, createdAt: 1_700_000_000_123 };

  it("[SDK-50] is a UUIDv7 of the cause's time, the same each time", () => {
    const id = clientMsgIdFor(cause);
    expect(uuidV7TimeMs(id)).toBe(cause.createdAt);
    expect(clientMsgIdFor({ ...cause })).toBe(id);
  });

  it("[SDK-50] differs for each message and each use, however alike they are", () => {
    const ids = new Set<string>();
    for (let seq = 1; seq <= 20_000; seq++)
      for (const use of ["", "more"])
        ids.add(clientMsgIdFor({ ...cause, messageId: `${direct}:${seq}` as MessageId }, use));
    expect(ids.size).toBe(40_000);
    expect([...ids].every((id) => uuidV7TimeMs(id) === cause.createdAt)).toBe(true);
  });
});

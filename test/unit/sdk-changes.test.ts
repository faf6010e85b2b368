// What a user does to messages: kept, sent in order, repeated, refused; and what of it cancels out.
import { describe, expect, it } from "vitest";
import type { KlatchClient, OutgoingChange, TimelineItem } from "@klatch/sdk";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { conversationChanged, direct, FakeWorld, me, message, settle, type FakeSocket } from "../support/sdk-fakes.ts";
import { ackOf } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";
import { Device } from "../support/stored-device.ts";

const features = ["edits", "reactions", "pins"];
const isChange = ({ type }: UpFrame): boolean => !["sync", "echo", "renew", "mark-read", "typing"].includes(type);

/** What a socket was given to do, in words. */
const asked = (socket: FakeSocket): string[] =>
  socket.frames.filter(isChange).map((frame) => {
    if (frame.type === "edit-message") return `edit ${frame.seq} ${contentOf(frame)}`;
    if (frame.type === "react") return `react ${frame.seq} ${frame.emoji} ${frame.active}`;
    if (frame.type === "send-message") return contentOf(frame);
    return frame.type;
  });
const contentOf = ({ content }: { readonly content: { readonly type: string } }): string =>
  "text" in content ? String(content.text) : content.type;

const doneOf = ({ opId, conversationId }: OutgoingChange, seq?: number): object => ({
  type: "done",
  requestId: opId,
  conversationId,
  ...(seq !== undefined && { seq }),
});
const refusalOf = ({ opId, conversationId }: OutgoingChange, code: string): object => ({
  type: "error",
  code,
  message: "No.",
  requestId: opId,
  conversationId,
});

/** The newest socket welcomes the client with what this server knows, and says `frames`. */
async function catchUp(world: FakeWorld, ...frames: object[]): Promise<void> {
  world.socket.say({ ...world.welcome(), features });
  await settle();
  world.socket.say(...frames, { type: "sync-done", inboxVersion: 1 });
  await settle();
}

/** A device with a store whose conversation is at seq 2: an own message, then one of the peer. */
async function device(): Promise<{ device: Device; client: KlatchClient; world: FakeWorld }> {
  const kept = new Device();
  const client = await kept.install();
  await catchUp(kept.world, conversationChanged(), message(1, { senderId: me }), message(2));
  return { device: kept, client, world: kept.world };
}

const itemsOf = (items: readonly TimelineItem[]): unknown[] =>
  items.map((item) => (item.kind === "event" ? [item.event.seq, item.state] : item.message.clientMsgId));

describe("changes", () => {
  it("[SDK-140] take their turn among the messages, and are done once their event is there", async () => {
    const { device: kept, client, world } = await device();
    const first = client.send(direct, "first");
    const edit = client.edit(direct, 1, "edited");
    const last = client.send(direct, "last");
    expect([edit.kind, edit.seqs, edit.state]).toEqual(["edit", [1], "storing"]);
    await settle();
    expect(asked(world.socket)).toEqual(["first"]);
    world.socket.say(ackOf(first, 3));
    await settle();
    expect(asked(world.socket)).toEqual(["first", "edit 1 edited"]);
    world.socket.say(doneOf(edit, 4));
    await settle();
    expect(asked(world.socket)).toEqual(["first", "edit 1 edited", "last"]);
    expect([await edit.done, edit.state]).toEqual([{ seq: 4 }, "done"]);
    expect(client.outgoingChanges(direct)).toEqual([edit]);
    world.socket.say(ackOf(last, 5), message(3, { senderId: me, clientMsgId: first.clientMsgId }), {
      type: "message-edited",
      conversationId: direct,
      seq: 4,
      targetSeq: 1,
      senderId: me,
      content: edit.frame.type === "edit-message" ? edit.frame.content : null,
      createdAt: 4,
      fallback: "",
    });
    await client.stored();
    expect(client.outgoingChanges()).toEqual([]);
    expect([...((await kept.store.loadState(me))?.drafts.keys() ?? [])]).toEqual([]);
  });

  it("[SDK-141] wait in the store, and go out after a restart under their ids, as after a broken socket", async () => {
    const { device: kept, client } = await device();
    client.close();
    const before = client.react(direct, 2, "👍", true);
    await kept.crash(client);
    const second = await kept.start();
    expect(second.outgoingChanges().map(({ opId, state }) => [opId, state])).toEqual([[before.opId, "waiting"]]);
    expect(itemsOf(second.timeline(direct).items)).toEqual([]);
    await catchUp(kept.world);
    const [sent] = kept.world.socket.framesOf("react");
    expect(sent).toMatchObject({ opId: before.opId, requestId: before.opId, seq: 2 });
    kept.world.socket.end(1006);
    await kept.world.clock.advance(10_000);
    await catchUp(kept.world);
    expect(kept.world.socket.framesOf("react")).toEqual([sent]);
  });

  it("[SDK-141] that are refused stay as failed until they are retried or discarded, and hold nothing back", async () => {
    const { client, world } = await device();
    const timeline = client.timeline(direct);
    await timeline.opened;
    const edit = client.edit(direct, 1, "too late");
    client.send(direct, "behind");
    await settle();
    expect(itemsOf(timeline.items)[0]).toMatchObject([1, { content: { text: "too late" } }]);
    world.socket.say(refusalOf(edit, "TOO_LATE"));
    await settle();
    expect([edit.state, edit.error?.code]).toEqual(["failed", "TOO_LATE"]);
    await expect(edit.done).rejects.toMatchObject({ code: "TOO_LATE" });
    const [item] = timeline.items;
    expect(item).toMatchObject({ state: null, changes: [edit] });
    expect(asked(world.socket)).toEqual(["edit 1 too late", "behind"]);
    expect([edit.discard(), edit.retry(), edit.state]).toEqual([true, false, "discarded"]);
    expect(timeline.items[0]).toMatchObject({ state: null, changes: [] });
  });

  it("[SDK-142] opposite reactions that wait cancel out, a later edit takes the place of one that waits, and twice is once", async () => {
    const { client, world } = await device();
    client.send(direct, "in front");
    await settle();
    const on = client.react(direct, 2, "👍🏽", true);
    expect(client.react(direct, 2, "👍", true)).toBe(on);
    const off = client.react(direct, 2, "👍", false);
    const edits = ["a", "b"].map((text) => client.edit(direct, 1, text));
    const recall = client.recall(direct, 1);
    expect(client.recall(direct, 1)).toBe(recall);
    await settle();
    expect([on, off, ...edits, recall].map(({ state }) => state)).toEqual([
      "discarded",
      "discarded",
      "discarded",
      "waiting",
      "waiting",
    ]);
    await expect(off.done).rejects.toMatchObject({ name: "AbortError" });
    expect(client.outgoingChanges().map(({ kind }) => kind)).toEqual(["edit", "recall"]);
    expect(asked(world.socket)).toEqual(["in front"]);
  });

  it("[SDK-142] an opposite reaction to one that is on the wire is sent after it", async () => {
    const { client, world } = await device();
    const on = client.react(direct, 2, "👍", true);
    await settle();
    client.react(direct, 2, "👍", false);
    world.socket.say(doneOf(on, 3));
    await settle();
    expect(asked(world.socket)).toEqual(["react 2 👍 true", "react 2 👍 false"]);
  });

  it("[SDK-146] fail at once at a server that does not know them, whose messages go on", async () => {
    const world = new FakeWorld();
    const client = await world.connected();
    const changes = [client.edit(direct, 1, "a"), client.react(direct, 1, "👍", true), client.pin(direct, 1, true)];
    client.send(direct, "message");
    await settle();
    expect(changes.map(({ state, error }) => [state, error?.code])).toEqual(
      changes.map(() => ["failed", "UNAVAILABLE"]),
    );
    expect(asked(world.socket)).toEqual(["message"]);
  });

  it("[SDK-140] of which nothing is seen, and too large ones, are not sent", async () => {
    const { client, world } = await device();
    const changes = [client.edit(direct, 1, " \u200B"), client.edit(direct, 1, "x".repeat(20_000))];
    await settle();
    expect(changes.map(({ error }) => error?.code)).toEqual(["CONTENT_BLANK", "CONTENT_TOO_LARGE"]);
    expect(asked(world.socket)).toEqual([]);
  });

  it("[SDK-141] are told to all tabs, sent once by the one with the socket, and go on when it closes", async () => {
    const { world, browser, first, second } = await twoTabs();
    world.sockets.at(-1)?.say({ ...world.welcome(), features });
    const heard: string[] = [];
    first.client.on("change", ({ kind, state }) => heard.push(`${kind} ${state}`));
    const react = second.client.react(direct, 1, "👍", true);
    await browser.hearAll();
    expect(world.socket.framesOf("react")).toHaveLength(1);
    expect(heard).toEqual(["react waiting", "react sending"]);
    first.close();
    await browser.hearAll();
    await catchUp(world);
    await browser.hearAll();
    expect(world.socket.framesOf("react").map(({ opId }) => opId)).toEqual([react.opId]);
    world.socket.say(doneOf(react, 2), {
      type: "reaction-changed",
      conversationId: direct,
      seq: 2,
      targetSeq: 1,
      senderId: me,
      emoji: "👍",
      active: true,
      createdAt: 2,
      fallback: "",
    });
    await browser.hearAll();
    expect([react.state, second.client.outgoingChanges()]).toEqual(["done", []]);
    expect((await second.client.message(direct, 1))?.state).toMatchObject({
      reactions: [{ emoji: "👍", count: 1, mine: true }],
    });
  });
});

// A newer server: events, contents, changes, frames and fields that this SDK does not know.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentText, type EventFrame } from "@klatch/sdk";
import { afterGroupEvent, type HeldGroup } from "@klatch/sdk/groups";
import { fileStore } from "@klatch/sdk/node";
import { conversationChanged, direct, FakeWorld, me, message, peer, session, settle } from "../support/sdk-fakes.ts";
import { seqsHeard, syncDone } from "../support/sdk-frames.ts";
import { twoTabs } from "../support/sdk-tabs.ts";
import { standInFor } from "../support/stand-in-for.ts";
import { Device } from "../support/stored-device.ts";

/** Nested so deep, in objects and arrays by turns. */
const nested = (levels: number): object =>
  JSON.parse(`${'{"a":['.repeat(levels / 2)}${"]}".repeat(levels / 2)}`) as object;
const deep = nested(180);
const dice = { type: "dice", thrown: [3, 5], fallback: "Threw 3, 5.", deep };
const unknownMessage = (seq: number, content: object = dice): object => ({ ...message(seq), content });
const unknownEvent = (seq: number, fields: object = {}): object => ({
  type: "poll-opened",
  conversationId: direct,
  seq,
  createdAt: seq,
  fallback: "A poll was opened.",
  deep,
  ...fields,
});
const memberChanged = (seq: number) => ({
  type: "member-changed",
  conversationId: direct,
  seq,
  createdAt: seq,
  actorId: peer,
  userIds: [peer],
  change: { kind: "joined", how: "added", role: "member" },
});
/** Types that are names of the SDK's own events, or of what every object has. */
const misleading = ["error", "message", "event", "draft", "set-back", "__proto__", "constructor", "toString"];
/** Types that are names of what tabs tell each other. */
const misleadingInTabs = ["read-refused", "outbox", "connection"];

/** Everything that the app hears, by the names of the SDK's own events. */
function namesHeard(client: Awaited<ReturnType<FakeWorld["connected"]>>): string[] {
  const heard: string[] = [];
  client.on("message", ({ seq }) => heard.push(`message ${seq}`));
  client.on("event", ({ seq }) => heard.push(`event ${seq}`));
  client.on("error", ({ code }) => heard.push(`error ${code}`));
  client.on("draft", () => heard.push("draft"));
  client.on("set-back", () => heard.push("set-back"));
  return heard;
}

describe("[EVOLVE-6] what a newer server sends", () => {
  it("an unknown content is a message: it counts, is previewed and read by its fallback", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const texts: string[] = [];
    client.on("message", ({ content }) => texts.push(contentText(content)));
    world.socket.say(unknownMessage(1), unknownMessage(2, { type: "dice", fallback: "" }), {
      ...message(3, { unread: 3 }),
      colour: { deep },
    });
    expect(texts).toEqual(["Threw 3, 5.", "", "text 3"]);
    expect(client.conversations()).toMatchObject([{ headSeq: 3, unread: 3, preview: { seq: 3, text: "text 3" } }]);
    world.socket.say(unknownMessage(4));
    expect(client.conversations()).toMatchObject([{ preview: { seq: 4, type: "dice", text: "Threw 3, 5." } }]);
  });

  it("an unknown event takes its place in the order, after a gap too", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const heard = namesHeard(client);
    world.socket.say(message(1), unknownEvent(2), message(3), unknownEvent(5));
    await settle();
    expect(world.socket.syncs.at(-1)).toEqual({ type: "sync", cursors: { [direct]: 3 } });
    world.socket.say(unknownEvent(4), unknownEvent(5), syncDone, message(6));
    expect(heard.map((one) => one.split(" ")[1])).toEqual(["1", "1", "2", "3", "3", "4", "5", "6", "6"]);
    expect(client.conversations()).toMatchObject([{ headSeq: 6 }]);
  });

  it("is not taken for one of the SDK's own events, whatever its type", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const heard = namesHeard(client);
    world.socket.say(...misleading.filter((type) => type !== "error").map((type, i) => unknownEvent(i + 1, { type })));
    expect(heard).toEqual(misleading.slice(1).map((_, i) => `event ${i + 1}`));
  });

  it("without a place in a log it is ignored", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const heard = namesHeard(client);
    const misplaced = [{ seq: "1" }, { seq: 1.5 }, { conversationId: 7 }, { createdAt: null }];
    world.socket.say({ type: "people-changed", deep }, ...misplaced.map((fields) => unknownEvent(1, fields)));
    world.socket.say({ type: "done", requestId: "nobody's" });
    expect(heard).toEqual([]);
    expect(client.connection.state).toBe("live");
  });

  it("stands for itself alone: only a void has a `toSeq`", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const seqs = seqsHeard(client);
    world.socket.say(unknownEvent(1, { toSeq: 50 }), message(2));
    expect(seqs).toEqual([2]);
  });

  it("is in the store, pages and timelines as it came", async () => {
    const device = new Device();
    const first = await device.install();
    await device.world.catchUp(conversationChanged());
    device.world.socket.say(unknownMessage(1), unknownEvent(2), message(3));
    await device.crash(first);
    const second = await device.start();
    const timeline = second.timeline(direct);
    await timeline.opened;
    expect(timeline.items.map(({ key }) => key)).toEqual(["seq:1", "seq:2", "seq:3"]);
    expect(timeline.events.slice(0, 2)).toEqual([unknownMessage(1), unknownEvent(2)]);
    expect(device.world.calls).toEqual([]);
    timeline.close();

    const page = { events: [unknownEvent(1), unknownMessage(2)], headSeq: 2, before: null, after: null };
    device.world.answer = async () => ({ status: 200, body: page });
    expect((await second.history(direct)).events).toEqual(page.events);
  });

  it("reaches every tab", async () => {
    const { world, browser, second } = await twoTabs();
    const heard: EventFrame[] = [];
    second.client.on("event", (event) => heard.push(event));
    world.socket.say(unknownEvent(2, { type: "draft" }), unknownMessage(3), message(4));
    await browser.hearAll();
    expect(heard.map(({ seq, type }) => [seq, type])).toEqual([
      [2, "draft"],
      [3, "new-message"],
      [4, "new-message"],
    ]);
    expect(heard[1]).toEqual(unknownMessage(3));
  });

  it("is not taken for what tabs tell each other, whatever its type", async () => {
    const { world, browser, second } = await twoTabs();
    const heard: string[] = [];
    second.client.on("event", ({ type }) => heard.push(type));
    world.socket.say(...misleadingInTabs.map((type, i) => unknownEvent(i + 2, { type })), message(5));
    await browser.hearAll();
    expect(heard).toEqual([...misleadingInTabs, "new-message"]);
  });

  it("[EVOLVE-12] a frame that cannot be handled is reported, and ends neither the process nor what comes after it", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const heard = namesHeard(client);
    const { change: _change, ...noChange } = memberChanged(2);
    world.socket.say({ ...message(1), content: null }, noChange, { ...memberChanged(3), userIds: null }, message(4));
    expect(heard).toEqual([
      "event 1",
      "error INTERNAL",
      "event 2",
      "error INTERNAL",
      "event 3",
      "error INTERNAL",
      "event 4",
      "message 4",
    ]);
    expect(client.connection.state).toBe("live");
  });

  it("[EVOLVE-12] a welcome that cannot be handled is reported, and tried again later", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const heard = namesHeard(client);
    world.socket.end(1006);
    await world.clock.advance(5_000);
    world.socket.say({ ...world.welcome(), limits: null });
    expect([heard, client.connection.state]).toEqual([["error UNAVAILABLE"], "waiting"]);
    await world.clock.advance(60_000);
    await world.catchUp();
    expect(client.connection.state).toBe("live");
  });

  it("a change of an unknown kind leaves a held group as it is, and shows that it was not understood", () => {
    const members = new Map([[me, { userId: me, role: "member" }]]);
    const held = standInFor<HeldGroup>({ group: {}, members });
    const place = { conversationId: direct, seq: 2, createdAt: 2, actorId: peer };
    for (const kind of ["promoted", "__proto__", "constructor"]) {
      const change = { kind, role: "owner", userId: "user_other" } as never;
      expect(afterGroupEvent(held, { type: "member-changed", ...place, userIds: [me], change })).toBe(held);
      expect(afterGroupEvent(held, { type: "group-changed", ...place, change })).toBe(held);
    }
  });
});

describe("[EVOLVE-12] what is nested deeper than 200 levels", () => {
  /** As text: what this test runs on could not make JSON of it either. */
  const tooDeep = (seq: number): string =>
    JSON.stringify({ ...unknownMessage(seq), content: { ...dice, deep: "@" } }).replace(
      '"@"',
      `${'{"a":['.repeat(50_000)}${"]}".repeat(50_000)}`,
    );
  /** How deep the value is nested, as far as it can be followed. */
  const levelsOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + levelsOf(Object.values(value)[0]) : 0;

  it("is null, and keeps nothing else from the store", async () => {
    const folder = await mkdtemp(join(tmpdir(), "klatch-"));
    const store = fileStore(join(folder, "deep.klatch"));
    await store.save(session);
    const world = new FakeWorld();
    const client = world.client({ store });
    const faults: unknown[] = [];
    client.on("error", (error) => faults.push(error));
    await client.start();
    await client.stored();
    await settle();
    await world.catchUp(conversationChanged());
    world.socket.sayText(tooDeep(1));
    world.socket.say(message(2));
    world.answer = async () => ({
      status: 200,
      text: `{"events":[${tooDeep(3)}],"headSeq":3,"before":null,"after":null}`,
    });
    const page = await client.history(direct);
    await client.stored();
    const stored = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 });
    const contents = [...stored, ...page.events].map((event) => event.type === "new-message" && event.content);
    expect(contents.map((content) => levelsOf(content && "deep" in content && content.deep))).toEqual([198, 0, 196]);
    expect(faults).toEqual([]);
    client.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
});

describe("[EVOLVE-10] codes that this SDK does not know", () => {
  it("are an error like others, on the socket, of a message and over HTTP: not to be repeated", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const code = "NOT_INVENTED_YET";
    const heard: unknown[] = [];
    client.on("error", (error) => heard.push([error.code, error.class, error.pointer]));
    const sent = client.send(direct, "hello");
    await settle();
    const { clientMsgId, conversationId } = sent;
    world.socket.say(
      { type: "error", code, message: "Not yet.", pointer: "/content", deep },
      { type: "error", code, message: "Not yet.", clientMsgId, conversationId },
    );
    await expect(sent.acked).rejects.toMatchObject({ code, class: "fatal" });
    world.answer = async () => ({ status: 409, body: { code, title: "Not yet.", pointer: "", deep } });
    await expect(client.devices()).rejects.toMatchObject({ code, class: "fatal", status: 409, pointer: "" });
    expect(heard).toEqual([[code, "fatal", "/content"]]);
  });
});

describe("[EVOLVE-1] [EVOLVE-2] [EVOLVE-8] what the SDK says", () => {
  it("its features and a requestId in the first sync of a socket, then a requestId alone", async () => {
    const world = new FakeWorld();
    await world.connected({}, 0);
    world.socket.say(message(3));
    await settle();
    expect(world.socket.framesOf("sync")).toEqual([
      { type: "sync", requestId: "sync-1", features: ["renew", "silent", "scheduled", "invitations", "friends"] },
      { type: "sync", requestId: "sync-2", cursors: { [direct]: 0 } },
    ]);
    await world.reconnect();
    expect(world.socket.framesOf("sync")).toMatchObject([
      { features: ["renew", "silent", "scheduled", "invitations", "friends"] },
    ]);
  });

  it("an echo to a probe, once", async () => {
    const world = new FakeWorld();
    await world.connected({}, 0);
    world.socket.say({ type: "probe", nonce: "c8f1" }, { type: "probe", nonce: "second" });
    await settle();
    expect(world.socket.framesOf("echo")).toEqual([
      { type: "echo", nonce: "c8f1" },
      { type: "echo", nonce: "second" },
    ]);
  });

  it("the receipt that answers a mark confirms it, and changes no count: that comes with the events", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 3);
    void client.markRead(direct, 3);
    await settle();
    const requestId = world.socket.lastRequestId("mark-read");
    const receipts: number[] = [];
    client.on("receipt", ({ seq }) => receipts.push(seq));
    const before = client.conversations();
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 3, requestId });
    await world.clock.advance(20_000);
    expect(world.socket.framesOf("mark-read")).toHaveLength(1);
    expect([receipts, client.conversations()]).toEqual([[], before]);
  });
});

describe("[EVOLVE-9] a conversation that was set back", () => {
  const setBack = { type: "sync-required", conversationId: direct, headSeq: 2, setBack: true };

  it("is forgotten beyond its head, asked for from there, and shows what takes the seqs", async () => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(conversationChanged());
    const timeline = client.timeline(direct);
    await timeline.opened;
    const told: unknown[] = [];
    client.on("set-back", (heard) => told.push(heard));
    const seqs = seqsHeard(client);
    const { socket } = device.world;
    socket.say(message(1), message(2), message(3), message(4, { unread: 4 }));
    await client.stored();
    socket.say(setBack, conversationChanged({ headSeq: 2, unread: 2 }));
    await settle();
    expect(told).toEqual([{ conversationId: direct, headSeq: 2 }]);
    expect(socket.syncs.at(-1)).toEqual({ type: "sync", cursors: { [direct]: 2 } });
    expect(client.conversations()).toMatchObject([{ headSeq: 2, unread: 2 }]);
    expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2]);
    socket.say(syncDone, message(3, { unread: 3 }));
    expect(seqs).toEqual([1, 2, 3, 4, 3]);
    expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    await client.stored();
    const stored = await device.store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 9 });
    expect(stored.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it("nothing is forgotten without `setBack`, or if this device has nothing beyond", async () => {
    const world = new FakeWorld();
    const client = await world.connected({}, 0);
    const told: unknown[] = [];
    client.on("set-back", (heard) => told.push(heard));
    world.socket.say(message(1), message(2), message(3));
    world.socket.say({ ...setBack, setBack: undefined }, { ...setBack, headSeq: 3 }, { ...setBack, headSeq: 9 });
    await settle();
    expect(told).toEqual([]);
    expect(client.conversations()).toMatchObject([{ headSeq: 3 }]);
  });

  it("how far others have read falls to the head too: what takes the seqs is not read yet", async () => {
    const device = new Device();
    const client = await device.install();
    await device.world.catchUp(conversationChanged());
    const { socket } = device.world;
    const receipt = { type: "read-receipt", conversationId: direct, userId: peer };
    socket.say(message(1), message(2), message(3), { ...receipt, seq: 3 });
    socket.say(setBack);
    expect(client.receipts(direct)).toEqual(new Map([[peer, 2]]));
    await device.crash(client);
    const again = await device.start();
    expect(again.receipts(direct)).toEqual(new Map([[peer, 2]]));
  });

  it("a tab forgets that is told before it knows where the leader is", async () => {
    const { world, browser } = await twoTabs();
    world.socket.say(message(2), message(3), { type: "read-receipt", conversationId: direct, userId: peer, seq: 3 });
    await browser.hearAll();
    const third = await browser.open();
    const heard: string[] = [];
    third.client.on("set-back", ({ headSeq }) => heard.push(`set back to ${headSeq}`));
    third.client.on("event", ({ seq }) => heard.push(`event ${seq}`));
    world.socket.say(setBack, conversationChanged({ headSeq: 2 }), message(3), message(4));
    await browser.hearAll();
    // From the store it had 4 before.
    expect(heard).toEqual(["event 4", "set back to 2", "event 3", "event 4"]);
    expect(third.client.receipts(direct)).toEqual(new Map([[peer, 2]]));
  });

  it("every tab forgets", async () => {
    const { world, browser, second } = await twoTabs();
    world.socket.say(message(2), message(3));
    await browser.hearAll();
    const timeline = second.client.timeline(direct);
    await timeline.opened;
    const seqs = seqsHeard(second.client);
    world.socket.say(setBack, conversationChanged({ headSeq: 2 }), message(3));
    await browser.hearAll();
    expect(seqs).toEqual([3]);
    expect(timeline.events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});

// A log that was set back to an earlier head: nothing that lay beyond comes back, whatever is on its way or remembered.
import { describe, expect, it } from "vitest";
import type { KlatchClient } from "@klatch/sdk";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import {
  conversationChanged,
  direct,
  me,
  message,
  settle,
  type FakeAnswer,
  type FakeCall,
} from "../support/sdk-fakes.ts";
import { syncDone } from "../support/sdk-frames.ts";
import { Device } from "../support/stored-device.ts";

/** A device whose answers come when the test gives them; it has heard of its conversation up to `headSeq`. */
class LateDevice extends Device {
  readonly #waiting: { readonly call: FakeCall; readonly resolve: (answer: FakeAnswer) => void }[] = [];

  async at(headSeq: number): Promise<KlatchClient> {
    const client = await this.install();
    this.world.answer = (call) => new Promise((resolve) => this.#waiting.push({ call, resolve }));
    await this.world.catchUp(conversationChanged({ headSeq }));
    return client;
  }

  get asked(): string[] {
    return this.#waiting.map(({ call }) => call.path.split("/messages")[1] ?? call.path);
  }

  /** Answers what was asked first. */
  async give(body: object): Promise<void> {
    this.#waiting.shift()?.resolve({ status: 200, body });
    await settle();
  }

  async setBack(headSeq: number, ...then: EventFrame[]): Promise<void> {
    this.world.socket.say({ type: "sync-required", conversationId: direct, headSeq, setBack: true });
    this.world.socket.say(conversationChanged({ headSeq, inboxVersion: 9 }), ...then);
    await settle();
  }

  /** What the store has of the conversation. */
  async stored(client: KlatchClient): Promise<unknown[]> {
    await client.stored();
    const events = await this.store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 99 });
    return events.map(textOf);
  }
}

const textOf = (event: EventFrame): unknown => [
  event.seq,
  event.type === "new-message" && "text" in event.content ? event.content.text : null,
];
const after = (seq: number): EventFrame => message(seq, { content: { type: "text", text: "after" } });
const page = (seqs: readonly number[], headSeq: number): object => ({
  events: seqs.map((seq) => message(seq)),
  headSeq,
  before: null,
  after: null,
});
const said = (...seqs: number[]): unknown[] => seqs.map((seq) => [seq, `text ${seq}`]);

describe("[EVOLVE-9] a log that was set back", () => {
  it("a page that was asked for before does not bring back what is gone, neither to the view nor to the store", async () => {
    const device = new LateDevice();
    const client = await device.at(4);
    const timeline = client.timeline(direct);
    await settle();
    expect(device.asked).toEqual(["?limit=50"]);
    await device.setBack(2, after(3));
    await device.give(page([1, 2, 3, 4], 4));
    await timeline.opened;
    expect([timeline.events.map(textOf), timeline.atEnd]).toEqual([[...said(1, 2), [3, "after"]], true]);
    expect(await device.stored(client)).toEqual([...said(1, 2), [3, "after"]]);
  });

  it("a view that is left with nothing loads what is there now", async () => {
    const device = new LateDevice();
    const client = await device.at(9);
    const timeline = client.timeline(direct, { at: 9, pageSize: 2 });
    await settle();
    await device.give({ ...page([9], 9), before: 9 });
    await timeline.opened;
    await device.setBack(2);
    expect(timeline.events).toEqual([]);
    await device.give(page([1, 2], 2));
    expect([timeline.events.map(textOf), timeline.atEnd]).toEqual([said(1, 2), true]);
  });

  it("what became of a message that is gone is not true of the one that takes its seq", async () => {
    const device = new LateDevice();
    const client = await device.at(0);
    const timeline = client.timeline(direct);
    const { socket } = device.world;
    const gone = { conversationId: direct, senderId: me, reason: "sender", createdAt: 9, fallback: "" } as const;
    socket.say(message(1), message(2), message(3), message(4));
    socket.say({ type: "messages-hidden", conversationId: direct, seqs: [4], hides: 1 });
    socket.say({ type: "message-recalled", ...gone, seq: 5, targetSeq: 3 });
    await settle();
    await device.setBack(2, after(3), after(4));
    expect(timeline.items.map((item) => item.kind === "event" && [item.event.seq, item.state])).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [4, null],
    ]);
    expect(await device.stored(client)).toEqual([...said(1, 2), [3, "after"], [4, "after"]]);
    // The store of another page is empty: it asks.
    await device.store.commit(me, { forgetAfter: new Map([[direct, 0]]) });
    const fresh = client.timeline(direct);
    await settle();
    await device.give({ ...page([], 4), events: [message(1), message(2), after(3), after(4)] });
    expect(fresh.items.map((item) => item.kind === "event" && textOf(item.event))).toEqual([
      ...said(1, 2),
      [3, "after"],
      [4, "after"],
    ]);
  });
});

it("[EVOLVE-9] [SDK-144] what is recalled and taken back in one commit is not in the store", async () => {
  const device = new LateDevice();
  const client = await device.at(0);
  const { socket } = device.world;
  socket.say(message(1), message(2), message(3));
  await client.stored();
  const gone = { conversationId: direct, senderId: me, reason: "sender", createdAt: 9, fallback: "" } as const;
  socket.say({ type: "message-recalled", ...gone, seq: 4, targetSeq: 3 });
  await device.setBack(2);
  expect(await device.stored(client)).toEqual(said(1, 2));
});

describe("[SDK-161] a thread", () => {
  const thread = (seqs: readonly number[], headSeq: number): object => ({
    root: message(3),
    events: seqs.map((seq) => message(seq, { thread: 3 })),
    states: {},
    headSeq,
    before: null,
    after: null,
  });

  it("whose first message is gone shows it no more, and asks what is there now", async () => {
    const device = new LateDevice();
    const client = await device.at(5);
    const view = await client.threadOf(direct, 3);
    await settle();
    await device.give(thread([4, 5], 5));
    await view.opened;
    expect([view.root?.event.seq, view.items.length]).toEqual([3, 2]);
    let changes = 0;
    view.onChange(() => (changes += 1));
    await device.setBack(2);
    expect([view.root, view.items, view.follows, changes > 0]).toEqual([null, [], false, true]);
    device.world.socket.say(syncDone);
    await settle();
    expect(device.asked).toEqual(["/3/thread"]);
  });

  it("a page that was asked for before does not bring it back", async () => {
    const device = new LateDevice();
    const client = await device.at(5);
    const view = await client.threadOf(direct, 3);
    await settle();
    await device.setBack(2);
    await device.give(thread([4, 5], 5));
    await view.opened;
    expect([view.root, view.items]).toEqual([null, []]);
    const other = await client.threadOf(direct, 1);
    await settle();
    await device.setBack(1);
    await device.give({ ...thread([], 5), root: message(1), events: [message(2, { thread: 1 })] });
    await other.opened;
    expect([other.root?.event.seq, other.items]).toEqual([1, []]);
  });
});

// The pinned messages of a conversation: fetched, then kept by what happens to messages.
import { describe, expect, it } from "vitest";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { PinsModel, type PinSource } from "../../apps/web/pins/pins-model.ts";
import { shownEvents } from "../../apps/web/timeline/shown-events.ts";
import { systemLine } from "../../apps/web/text/system-line.ts";

const [me, ada] = ["user_me", "user_ada"] as [UserId, UserId];
const id = "group_1" as ConversationId;

const event = (seq: number): EventFrame =>
  ({
    type: "new-message",
    conversationId: id,
    seq,
    messageId: `${id}:${seq}`,
    senderId: ada,
    clientMsgId: `id-${seq}`,
    content: { type: "text", text: `message ${seq}` },
    createdAt: seq,
  }) as EventFrame;
const pinned: MessageState = { asOf: 50, pinned: true };
const byAda = (atMs: number) => ({ userId: ada, atMs });

/** What the server has: the states by seq. */
function server(states: Map<number, MessageState>) {
  const asked: string[] = [];
  const source: PinSource = {
    load: async () => {
      asked.push("all");
      return {
        items: [...states]
          .filter(([, state]) => state.pinned === true)
          .map(([seq, state]) => ({ event: event(seq), state, pinnedBy: ada, pinnedAt: seq * 10 })),
        next: null,
      };
    },
    message: async (seq) => {
      asked.push(`message ${seq}`);
      return { event: event(seq), state: states.get(seq) ?? null };
    },
  };
  return { model: new PinsModel(id, source), asked };
}
const seqsOf = (model: PinsModel): readonly number[] => model.pins.value.map(({ seq }) => seq);

describe("[WEB-239] the pinned messages", () => {
  it("are fetched once, then follow what is pinned, unpinned, edited and deleted", async () => {
    const states = new Map([[4, pinned]]);
    const { model, asked } = server(states);
    expect(model.isLoaded.value).toBe(false);
    await model.refresh();
    expect(model.isLoaded.value).toBe(true);
    expect(seqsOf(model)).toEqual([4]);

    states.set(7, pinned);
    await model.changed(7, byAda(100));
    expect(seqsOf(model)).toEqual([7, 4]);
    expect(model.pins.value[0]).toMatchObject({ pinnedBy: ada, pinnedAtMs: 100 });
    // An edit changes what it says, not when it was pinned.
    states.set(4, { ...pinned, content: { type: "text", text: "other" } });
    await model.changed(4, { userId: me, atMs: 999 });
    expect(seqsOf(model)).toEqual([7, 4]);
    expect(model.pins.value[1]).toMatchObject({ content: { text: "other" }, pinnedBy: ada, pinnedAtMs: 40 });

    states.set(7, { asOf: 60 });
    await model.changed(7, byAda(0));
    expect(seqsOf(model)).toEqual([4]);
    for (const gone of [{ recalled: { reason: "sender" } }, { hidden: true }] as const) {
      states.set(4, { ...pinned, ...gone });
      await model.refresh();
      expect(seqsOf(model)).toEqual([]);
    }
    // What was neither pinned before nor is now changes nothing.
    const before = model.pins.value;
    await model.changed(9, byAda(0));
    expect(model.pins.value).toBe(before);
    expect(asked.filter((what) => what === "all")).toHaveLength(3);
  });

  it("take what happens while they are fetched after the list", async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const order: string[] = [];
    const model = new PinsModel(id, {
      load: async () => {
        order.push("asked");
        await answered;
        return { items: [{ event: event(4), state: pinned, pinnedBy: ada, pinnedAt: 1 }], next: null };
      },
      message: async (seq) => {
        order.push(`message ${seq}`);
        return { event: event(seq), state: null };
      },
    });
    const [loading, unpinned] = [model.refresh(), model.changed(4, byAda(0))];
    await Promise.resolve();
    expect(order).toEqual(["asked"]);
    answer();
    await Promise.all([loading, unpinned]);
    expect(order).toEqual(["asked", "message 4"]);
    expect(seqsOf(model)).toEqual([]);
  });

  it("say when they could not be fetched, and are fetched again", async () => {
    let isDown = true;
    const model = new PinsModel(id, {
      load: async () => {
        if (isDown) throw new TypeError("no network");
        return { items: [{ event: event(4), state: pinned, pinnedBy: ada, pinnedAt: 1 }], next: null };
      },
      message: async () => {
        throw new TypeError("no network");
      },
    });
    await model.refresh();
    expect(model.failure.value).toBeInstanceOf(TypeError);
    expect(model.isLoaded.value).toBe(false);
    isDown = false;
    await model.refresh();
    expect(model.failure.value).toBeNull();
    expect(seqsOf(model)).toEqual([4]);
    // What became of one is not known: all are to be fetched again.
    await model.changed(4, byAda(0));
    expect(model.isLoaded.value).toBe(false);
    expect(seqsOf(model)).toEqual([4]);
  });

  it("have a line between the messages, and nothing else that changes messages has one", () => {
    const change = (seq: number, more: object): EventFrame =>
      ({ conversationId: id, seq, targetSeq: 1, senderId: ada, createdAt: seq, ...more }) as EventFrame;
    const first = event(1);
    const pin = change(2, { type: "pin-changed", active: true });
    const events = [
      first,
      pin,
      change(3, { type: "pin-changed", active: false }),
      change(4, { type: "reaction-changed", emoji: "👍", active: true }),
      event(5),
    ];
    const item = { kind: "event" as const, key: "a", event: first, state: null, changes: [] };
    // The last message is one that the user has deleted for themselves.
    const shown = shownEvents(events, [item]);
    expect(shown).toEqual([item, { event: pin }]);
    expect(shownEvents(events, [item])[1]).toBe(shown[1]);
    const context = { me, nameOf: () => "Ada", ownNameOf: () => "Ada", nowMs: 0 };
    expect(pin.type === "pin-changed" ? systemLine(pin, context)?.replaceAll(/\p{Cf}/gu, "") : "").toBe(
      "Ada pinned a message",
    );
  });
});

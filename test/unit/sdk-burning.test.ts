// Messages that burn in the SDK: clocks, what is left at their end, what is sent.
import { describe, expect, it } from "vitest";
import { memoryStore, type KlatchClient } from "@klatch/sdk";
import { conversationChanged, direct, FakeWorld, me, message, peer, session, settle } from "../support/sdk-fakes.ts";
import { twoTabs } from "../support/sdk-tabs.ts";

const minute = 60_000;
const burning = (seq: number, fields: Parameters<typeof message>[1] = {}) =>
  message(seq, { burnAfterMs: minute, content: { type: "text", text: "secret" }, ...fields });

async function connected(store = memoryStore(), world = new FakeWorld()) {
  await store.save(session);
  world.features = [...world.features, "burn"];
  const client = await world.connected({ store });
  return { world, client, store };
}

/** What the end of the conversation shows: by seq, the text and the state without `asOf`. */
async function shown(client: KlatchClient): Promise<unknown[]> {
  const timeline = client.timeline(direct);
  await timeline.opened.catch(() => {});
  await settle();
  const items = timeline.items.map((item) => {
    if (item.kind !== "event" || item.event.type !== "new-message") return null;
    const { asOf: _, ...state } = item.state ?? { asOf: 0 };
    return [item.event.seq, item.event.content.type, state];
  });
  timeline.close();
  return items;
}
const gone = (seq: number) => [seq, "gone", { recalled: { reason: "expired" } }];

describe("[EXPIRE-20] the clock of a burning message begins", () => {
  it("when it is read here, and is kept past a reload", async () => {
    const { world, client, store } = await connected();
    world.socket.say(burning(1));
    await settle();
    expect(await shown(client)).toEqual([[1, "text", {}]]);
    const told: unknown[] = [];
    client.on("burning", (burn) => told.push(burn));
    void client.markRead(direct, 1).catch(() => {});
    const burnsAt = world.clock.nowMs + minute;
    expect(told).toEqual([{ conversationId: direct, seqs: [1] }]);
    expect(await shown(client)).toEqual([[1, "text", { burnsAt }]]);
    await client.stored();
    client.close();
    await world.clock.advance(10_000);
    const again = world.client({ store });
    await again.restore();
    expect(await shown(again)).toEqual([[1, "text", { burnsAt }]]);
  });

  it("as the server says", async () => {
    const { world, client } = await connected();
    const body = { events: [burning(1), burning(2)], states: { 2: { asOf: 2, burnsAt: world.clock.nowMs + 17 } } };
    world.answer = () => ({ status: 200, body: { ...body, headSeq: 2, before: null, after: null } });
    world.socket.say(conversationChanged({ headSeq: 2, inboxVersion: 2 }));
    await settle();
    const timeline = client.timeline(direct);
    await timeline.opened;
    expect(timeline.items.at(-1)).toMatchObject({ state: { burnsAt: world.clock.nowMs + 17 } });
    await world.clock.advance(17);
    expect(timeline.items.at(-1)).toMatchObject({ state: { recalled: { reason: "expired" } } });
  });

  it("when another device has read it, or when the other one has", async () => {
    const { world, client } = await connected();
    world.socket.say(burning(1), burning(2, { senderId: me }));
    await settle();
    const burnsAt = world.clock.nowMs + minute;
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: peer, seq: 2 });
    await settle();
    expect(await shown(client)).toEqual([
      [1, "text", {}],
      [2, "text", { burnsAt }],
    ]);
    world.socket.say(conversationChanged({ headSeq: 2, cursorSeq: 2, inboxVersion: 2 }));
    await settle();
    expect(await shown(client)).toEqual([
      [1, "text", { burnsAt }],
      [2, "text", { burnsAt }],
    ]);
  });
});

describe("[EXPIRE-21] at its time a burning message", () => {
  it("is forgotten offline, in the store too", async () => {
    const { world, client, store } = await connected();
    world.socket.say(burning(1));
    await settle();
    void client.markRead(direct, 1).catch(() => {});
    world.socket.end(1006);
    const expired: unknown[] = [];
    client.on("expired", (one) => expired.push(one));
    await world.clock.advance(minute - 1);
    expect(expired).toEqual([]);
    await world.clock.advance(1);
    expect(expired).toEqual([{ conversationId: direct, seqs: [1] }]);
    expect(await shown(client)).toEqual([gone(1)]);
    expect(client.conversations()).toMatchObject([{ preview: { seq: 1, type: "gone", text: "" } }]);
    await client.stored();
    const { events } = {
      events: await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 10 }),
    };
    expect(JSON.stringify(events)).not.toContain("secret");
    client.close();
    const again = world.client({ store });
    await again.restore();
    expect(await shown(again)).toEqual([gone(1)]);
  });

  it("is forgotten where it is shown, and by a start after its time", async () => {
    const { world, client, store } = await connected();
    world.socket.say(burning(1));
    await settle();
    const timeline = client.timeline(direct);
    await timeline.opened;
    void client.markRead(direct, 1).catch(() => {});
    await client.stored();
    await world.clock.advance(minute);
    expect(JSON.stringify(timeline.items)).not.toContain("secret");
    timeline.close();
    // A second store, as it was before.
    const other = memoryStore();
    await other.save(session);
    await other.commit(me, {
      events: [burning(1)],
      drafts: new Map([[`${direct} burns`, JSON.stringify({ 1: { afterMs: minute, isOwn: false, burnsAt: 17 } })]]),
      cursors: new Map([[direct, 1]]),
    });
    client.close();
    void store;
    const late = world.client({ store: other });
    await late.restore();
    await world.clock.advance(0);
    await late.stored();
    expect(await shown(late)).toEqual([gone(1)]);
  });

  it("is forgotten after the device has slept", async () => {
    const { world, client } = await connected();
    world.socket.say(burning(1));
    await settle();
    void client.markRead(direct, 1).catch(() => {});
    world.clock.sleep(2 * minute);
    world.wake();
    await world.clock.advance(0);
    expect(await shown(client)).toEqual([gone(1)]);
  });

  it("is told of once when the server says so, too, and the clock of a recalled one ends", async () => {
    const { world, client } = await connected();
    const told: unknown[] = [];
    client.on("expired", (one) => told.push(one));
    world.socket.say(burning(1), burning(2), burning(3));
    await settle();
    void client.markRead(direct, 3).catch(() => {});
    world.socket.say(
      { type: "messages-expired", conversationId: direct, seq: 4, targetSeqs: [1], createdAt: 1, fallback: "" },
      {
        type: "message-recalled",
        conversationId: direct,
        seq: 5,
        targetSeq: 2,
        senderId: peer,
        reason: "sender",
        createdAt: 1,
        fallback: "",
      },
    );
    await settle();
    await world.clock.advance(minute);
    expect(told).toEqual([{ conversationId: direct, seqs: [3] }]);
    expect(await shown(client)).toEqual([
      gone(1),
      [2, "gone", { recalled: { reason: "sender", senderId: peer } }],
      gone(3),
    ]);
  });

  it("is forgotten in every tab", async () => {
    const { world, browser, first, second } = await twoTabs();
    world.socket.say(burning(2));
    await browser.hearAll();
    void second.client.markRead(direct, 2).catch(() => {});
    await browser.hearAll();
    world.socket.say({ type: "read-receipt", conversationId: direct, userId: me, seq: 2, unread: 0 });
    await browser.hearAll();
    await world.clock.advance(minute);
    await browser.hearAll();
    for (const { client } of [first, second]) expect((await shown(client)).at(-1)).toEqual(gone(2));
  });
});

describe("[EXPIRE-22] what is to burn", () => {
  it("says so, also after a reload, when it is given back, and to a server that refuses it", async () => {
    const { world, client, store } = await connected();
    expect(client.send(direct, "psst", { burnAfterMs: minute }).burnAfterMs).toBe(minute);
    await settle();
    expect(world.socket.framesOf("send-message")).toMatchObject([{ burnAfterMs: minute }]);
    await client.stored();
    client.close();
    const old = new FakeWorld();
    old.features = [];
    const again = await old.connected({ store });
    await settle();
    expect(again.outgoing(direct)).toMatchObject([{ burnAfterMs: minute }]);
    expect(old.socket.framesOf("send-message")).toMatchObject([{ burnAfterMs: minute }]);
    const unsent: unknown[] = [];
    again.on("unsent", ({ messages }) => unsent.push(...messages));
    await again.logout();
    expect(unsent).toMatchObject([{ burnAfterMs: minute }]);
  });
});

describe("[EXPIRE-23] a message that stays for a time only", () => {
  const settings = { type: "conversation-settings-changed", conversationId: direct, createdAt: 5, fallback: "" };

  it("is forgotten at its time, offline, wherever it was loaded from, and the list knows what holds", async () => {
    const { world, client, store } = await connected();
    const expiresAt = world.clock.nowMs + minute;
    world.socket.say(
      { ...settings, seq: 1, senderId: peer, ttlMs: 3_600_000 },
      message(2, { expiresAt }),
      message(3, { expiresAt: expiresAt + minute }),
    );
    await settle();
    expect(client.conversations()).toMatchObject([{ retention: { ttlMs: 3_600_000, setBy: peer } }]);
    world.socket.end(1006);
    const timeline = client.timeline(direct);
    await timeline.opened;
    await world.clock.advance(minute);
    expect(JSON.stringify(timeline.items)).not.toContain("text 2");
    expect(JSON.stringify(timeline.items)).toContain("text 3");
    timeline.close();
    await client.stored();
    client.close();
    world.clock.nowMs += minute;
    const again = world.client({ store });
    await again.restore();
    expect((await shown(again)).slice(1)).toEqual([gone(2), [3, "text", { recalled: { reason: "expired" } }]]);
    await world.clock.advance(0);
    await again.stored();
    const events = await store.readEvents(me, { conversationId: direct, from: { after: 0 }, limit: 10 });
    expect(JSON.stringify(events)).not.toMatch(/text [23]/);
  });

  it("is set over HTTP, and turned off", async () => {
    const { world, client } = await connected();
    world.answer = () => ({ status: 200, body: { conversationId: direct, seq: 1 } });
    await client.setRetention(direct, 3_600_000);
    await client.setRetention(direct, null);
    expect(world.calls.slice(-2)).toMatchObject([
      { method: "PATCH", path: `/api/conversations/${direct}`, body: { ttlMs: 3_600_000 } },
      { method: "PATCH", body: { ttlMs: null } },
    ]);
    world.socket.say(
      { ...settings, seq: 1, senderId: peer, ttlMs: 3_600_000 },
      { ...settings, seq: 2, senderId: peer, ttlMs: null },
    );
    await settle();
    expect(client.conversations()[0]).not.toHaveProperty("retention");
  });
});

it("[SDK-39] [EXPIRE-20] a closed client waits for no end of a message, whatever comes late", async () => {
  const { world, client } = await connected();
  let answer: (body: object) => void = () => {};
  world.answer = () => new Promise((resolve) => (answer = (body) => resolve({ status: 200, body })));
  world.socket.say(conversationChanged({ headSeq: 1, inboxVersion: 2 }));
  await settle();
  const timeline = client.timeline(direct);
  await settle();
  client.close();
  const states = { 1: { asOf: 1, burnsAt: world.clock.nowMs + 17 } };
  answer({ events: [burning(1)], states, headSeq: 1, before: null, after: null });
  await settle();
  expect(world.clock.timers).toBe(0);
  timeline.close();
});

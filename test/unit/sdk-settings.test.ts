// The user's settings of conversations in the SDK: shown at once, kept, sent, confirmed, refused, and ended by messages.
import { describe, expect, it } from "vitest";
import { memoryStore, type ConversationSettings, type KlatchClient, type KlatchError } from "../../sdk/entry.ts";
import { settingsFeature } from "../../sdk/client/protocol-constants.ts";
import { afterNews, withChange, withSettingsOf } from "../../sdk/inbox/own-settings.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { settingsFeature as schemaSettingsFeature } from "../../schema/protocol/features.ts";
import {
  conversationChanged,
  direct,
  entryOf,
  FakeWorld,
  message,
  problem,
  session,
  settle,
  type FakeAnswer,
  type FakeCall,
} from "../support/sdk-fakes.ts";

/** A server that does what it is asked. */
class SettingsWorld extends FakeWorld {
  version = 1;
  entry = entryOf();
  override features = [settingsFeature];
  override answer = (call: FakeCall): FakeAnswer => {
    const { draft: _, ...change } = call.body as ConversationSettings & { draft?: unknown };
    this.entry = { ...withChange(this.entry, change), inboxVersion: ++this.version };
    return { status: 200, body: { conversation: this.entry } };
  };

  /** The bodies of changes, as they came. */
  get changes(): unknown[] {
    return this.calls.filter(({ method }) => method === "PATCH").map(({ body }) => body);
  }
}

const shown = (client: KlatchClient, id: ConversationId = direct) =>
  client.conversations({ hidden: true }).find((entry) => entry.id === id);

const codeOf = (done: Promise<void>): Promise<unknown> =>
  done.then(
    () => null,
    ({ code }: KlatchError) => code,
  );

describe("a change of settings", () => {
  it("[SDK-120] is shown at once, sent once, and confirmed", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    const told: unknown[] = [];
    client.on("conversation", ({ pinned }) => told.push(pinned));
    const done = client.changeSettings(direct, { pinned: true, mutedUntil: 5 });
    expect(shown(client)).toMatchObject({ pinned: true, mutedUntil: 5 });
    expect(told).toEqual([true]);
    await done;
    expect(world.changes).toEqual([{ pinned: true, mutedUntil: 5 }]);
    expect(shown(client)).toMatchObject({ pinned: true, mutedUntil: 5, inboxVersion: 2 });
    expect(schemaSettingsFeature).toBe(settingsFeature);
  });

  it("[SDK-120] is taken back when it is refused, and only what was refused", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    const accept = world.answer;
    const refusal = { status: 404, body: problem(404, "CONVERSATION_NOT_FOUND") };
    world.answer = (call) => ("archived" in (call.body as ConversationSettings) ? refusal : accept(call));
    const refused = codeOf(client.changeSettings(direct, { archived: true }));
    expect(shown(client)).toMatchObject({ archived: true });
    const accepted = client.changeSettings(direct, { pinned: true });
    expect(await refused).toBe("CONVERSATION_NOT_FOUND");
    await accepted;
    expect(shown(client)).toMatchObject({ pinned: true });
    expect(shown(client)).not.toHaveProperty("archived");
  });

  it("[SDK-120] while one is on its way, what is changed meanwhile goes together after it", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    const all = [
      client.changeSettings(direct, { pinned: true }),
      client.changeSettings(direct, { pinned: false }),
      client.changeSettings(direct, { markedUnread: true }),
    ];
    await Promise.all(all);
    expect(world.changes).toEqual([{ pinned: true }, { pinned: false, markedUnread: true }]);
    expect(shown(client)).toMatchObject({ markedUnread: true });
    expect(shown(client)).not.toHaveProperty("pinned");
  });

  it("[SDK-121] made offline waits, over a restart too, and is sent when there is a connection", async () => {
    const world = new SettingsWorld();
    const store = memoryStore();
    await store.save(session);
    const first = await world.connected({ store });
    world.socket.end(1006);
    await settle();
    const waiting = codeOf(first.changeSettings(direct, { archived: true }));
    await settle();
    expect(world.changes).toEqual([]);
    await first.stored();
    first.close();
    expect(await waiting).toBe("UNAVAILABLE");
    const second = world.client({ store });
    await second.restore();
    expect(shown(second)).toMatchObject({ archived: true });
    void second.connect();
    await settle();
    await world.catchUp();
    expect(world.changes).toEqual([{ archived: true }]);
    const third = world.client({ store });
    await third.restore();
    await settle();
    expect(world.changes).toHaveLength(1);
    expect(shown(third)).toMatchObject({ archived: true });
  });

  it("[SDK-121] that gets no answer is sent again, later and later", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    const accept = world.answer;
    world.answer = () => ({ status: 503, body: problem(503, "UNAVAILABLE") });
    const done = client.changeSettings(direct, { pinned: true });
    await world.clock.advance(10_000);
    const tries = world.changes.length;
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThan(7);
    expect(shown(client)).toMatchObject({ pinned: true });
    world.answer = accept;
    await world.clock.advance(60_000);
    await done;
  });

  it("[SDK-121] is not sent to a server that has no settings", async () => {
    const world = new SettingsWorld();
    world.features = [];
    const client = await world.connected();
    expect(await codeOf(client.changeSettings(direct, { pinned: true }))).toBe("NOT_FOUND");
    expect([world.calls, shown(client)?.pinned]).toEqual([[], undefined]);
  });
});

describe("settings of other devices", () => {
  it("[SDK-122] are those of the later version, whatever is known of the log", async () => {
    const world = new SettingsWorld();
    const client = await world.connected({}, 3);
    world.socket.say(message(4, { unread: 4 }));
    // Made before the message was known.
    world.socket.say(conversationChanged({ headSeq: 3, unread: 3, pinned: true, inboxVersion: 7 }));
    expect(shown(client)).toMatchObject({ headSeq: 4, unread: 4, pinned: true });
    world.socket.say(conversationChanged({ headSeq: 4, unread: 4, inboxVersion: 6 }));
    expect(shown(client)).toMatchObject({ pinned: true });
    world.socket.say(conversationChanged({ headSeq: 4, unread: 4, inboxVersion: 8 }));
    expect(shown(client)).not.toHaveProperty("pinned");
  });

  it("[SDK-122] [BLOCK-3] so is the block of who is in it", async () => {
    const world = new SettingsWorld();
    const client = await world.connected({}, 3);
    world.socket.say(message(4, { unread: 4 }));
    // The session knew of no message 4 yet when the block began, and tells nothing more of it.
    world.socket.say(conversationChanged({ headSeq: 3, unread: 3, blocked: true, inboxVersion: 7 }));
    expect(shown(client)).toMatchObject({ headSeq: 4, unread: 4, blocked: true });
    world.socket.say(conversationChanged({ headSeq: 4, unread: 4, inboxVersion: 6 }));
    expect(shown(client)).toMatchObject({ blocked: true });
    world.socket.say(conversationChanged({ headSeq: 3, unread: 3, inboxVersion: 8 }));
    expect(shown(client)).not.toHaveProperty("blocked");
  });

  it("[SDK-122] [MINE-4] [MINE-5] a message ends archived and hidden, unless it is muted when it comes", async () => {
    const world = new SettingsWorld();
    const client = await world.connected({}, 1);
    const { createdAt } = message(2);
    world.socket.say(conversationChanged({ headSeq: 1, archived: true, hidden: true, inboxVersion: 2 }));
    expect(client.conversations()).toEqual([]);
    expect(client.conversations({ hidden: true })).toHaveLength(1);
    world.socket.say(message(2));
    expect(shown(client)).not.toHaveProperty("archived");
    expect(client.conversations()).toHaveLength(1);
    const muted = { archived: true, mutedUntil: createdAt + 2 } as const;
    world.socket.say(conversationChanged({ headSeq: 2, ...muted, inboxVersion: 3 }), message(3));
    expect(shown(client)).toMatchObject({ archived: true });
    world.socket.say(message(4));
    expect(shown(client)).not.toHaveProperty("archived");
    // The answer to an archiving that did not know of message 4 yet comes after it.
    world.socket.say(conversationChanged({ headSeq: 3, archived: true, inboxVersion: 4 }));
    expect(shown(client)).not.toHaveProperty("archived");
  });

  it("[SDK-122] pinned conversations come first, each part newest first", async () => {
    const world = new SettingsWorld();
    const client = await world.connected({}, 1);
    const ids = ["direct_a", "direct_b", "direct_c"] as ConversationId[];
    world.socket.say(
      ...ids.map((conversationId, n) => conversationChanged({ conversationId, activeAt: 10 + n })),
      conversationChanged({ conversationId: ids[0] ?? direct, activeAt: 10, pinned: true, inboxVersion: 2 }),
    );
    expect(client.conversations().map(({ id }) => id)).toEqual(["direct_a", "direct_c", "direct_b", direct]);
  });
});

describe("reading", () => {
  it("[SDK-122] ends the mark as unread, also where there is nothing to read", async () => {
    const world = new SettingsWorld();
    const client = await world.connected({}, 3);
    world.socket.say(conversationChanged({ headSeq: 3, cursorSeq: 3, markedUnread: true, inboxVersion: 2 }));
    await client.markRead(direct, 3);
    expect(shown(client)).not.toHaveProperty("markedUnread");
    await settle();
    expect(world.changes).toEqual([{ markedUnread: false }]);
    await client.markRead(direct, 3);
    expect(world.changes).toHaveLength(1);
  });

  it("[SDK-122] everything at once is one call", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    world.answer = () => ({ status: 200, body: { marked: 2 } });
    await client.markAllRead();
    expect(world.calls.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/api/conversations/read", {}],
    ]);
  });

  it("[SDK-122] a page of the inbox is selected by what the user has set", async () => {
    const world = new SettingsWorld();
    const client = await world.connected();
    world.answer = () => ({ status: 200, body: { items: [], next: null, inboxVersion: 1, people: [] } });
    await client.listInbox({ kind: "group", archived: false, unread: true, limit: 5 });
    expect(world.calls[0]?.path).toBe("/api/conversations?kind=group&limit=5&archived=false&unread=true");
  });
});

describe("settings in an entry", () => {
  const plain = entryOf();

  it("[SDK-122] are set, changed one by one, and taken from another entry as a whole", () => {
    const set = withChange(plain, { pinned: true, notify: "none", mutedUntil: 9, archived: true, markedUnread: true });
    expect(set).toEqual({ ...plain, pinned: true, notify: "none", mutedUntil: 9, archived: true, markedUnread: true });
    expect(withChange(set, { notify: "all", mutedUntil: null, markedUnread: false })).toEqual({
      ...plain,
      pinned: true,
      archived: true,
    });
    expect(withSettingsOf(set, plain)).toEqual(plain);
    expect(withSettingsOf(plain, set)).toEqual(set);
    expect(afterNews(plain, 1)).toBe(plain);
  });
});

// Devices that were away: what a sync brings, what it asks, and what comes afterwards.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import { directConversationId, newUserId, type ConversationId } from "../../schema/protocol/ids.ts";
import { rpcVersion } from "../../schema/rpc/version.ts";
import { conversation, conversationObject, sessionObject, TestUser, textMessage, uuidV7 } from "../support/actors.ts";
import type { TestSocket } from "../support/test-socket.ts";

const seqsOf = (socket: TestSocket): number[] => socket.all("new-message").map(({ seq }) => seq);
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Puts messages into the log as the peer would, without a session in between. */
async function append(id: ConversationId, sender: TestUser, count: number): Promise<void> {
  const items = Array.from({ length: count }, (_, i) => ({
    clientMsgId: uuidV7(),
    body: `{"content":{"type":"text","text":"message ${i}"}}`,
    bodyHash: "",
  }));
  await conversation(id).append({ v: rpcVersion, senderId: sender.id, items });
}

const patience = { timeout: 5_000 };

async function pair() {
  const [alice, bob] = [new TestUser(), new TestUser()];
  return { alice, bob, id: await alice.open(bob) };
}

describe("sync", () => {
  it("[SYNC-1] a socket gets no event before its first sync", async () => {
    const { alice, bob, id } = await pair();
    const [silent, other] = [await alice.connect(), await bob.live()];
    await append(id, bob, 3);
    await other.take("new-message", ({ seq }) => seq === 3);
    expect((await silent.drain()).map((frame) => (typeof frame === "string" ? frame : frame.type))).toEqual([
      "welcome",
    ]);
  });

  it("[SYNC-2] first what the device lacks, then sync-done, then everything as it happens", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 5);
    const phone = await alice.connect();
    phone.send({ type: "sync", inboxVersion: 0, cursors: { [id]: 2 } });
    await phone.take("sync-done");
    await append(id, bob, 1);
    await phone.take("new-message", ({ seq }) => seq === 6);
    const order = phone.history.map(({ type }) => type);
    expect(order).toEqual([
      "welcome",
      "conversation-changed",
      "new-message",
      "new-message",
      "new-message",
      "sync-done",
      "new-message",
    ]);
    expect(seqsOf(phone)).toEqual([3, 4, 5, 6]);
  });

  it("[SYNC-3] 1,000 conversations, 50 changed: one round trip, at most 50 calls to conversations", async () => {
    const alice = new TestUser();
    const phone = await alice.live();
    const peers = Array.from({ length: 50 }, () => new TestUser());
    const changing = await Promise.all(
      peers.map(async (peer) => {
        const id = directConversationId(alice.id, peer.id);
        await conversation(id).open({ v: rpcVersion, userId: peer.id });
        await append(id, peer, 1);
        return { peer, id };
      }),
    );
    await vi.waitFor(() => expect(phone.all("new-message").length).toBe(50), patience);
    // 950 more that nothing happens in: any call to one of them would be refused, and counted.
    const quiet = Array.from({ length: 950 }, () => directConversationId(alice.id, newUserId()));
    const summary = JSON.stringify({ kind: "direct", headSeq: 7, cursorSeq: 7, unread: 0, preview: null, activeAt: 0 });
    await runInDurableObject(sessionObject(alice.id), (_, state) => {
      for (const id of quiet) state.storage.sql.exec("INSERT INTO inbox VALUES (?, 0, 1, 7, 0, ?)", id, summary);
    });
    const laptopDevice = await alice.signIn();
    const laptop = await alice.connect(laptopDevice);
    const { inboxVersion } = await laptop.sync();
    laptop.close();

    await Promise.all(changing.map(({ peer, id }) => append(id, peer, 2)));
    await vi.waitFor(() => expect(phone.all("new-message").length).toBe(150), patience);
    const calls = (["read", "append", "loadPage", "markRead", "open"] as const).map((name) =>
      vi.spyOn(Conversation.prototype, name),
    );
    try {
      const back = await alice.connect(laptopDevice);
      const cursors = Object.fromEntries([
        ...quiet.map((id) => [id, 7]),
        ...changing.map(({ id }) => [id, 1]),
      ]) as Record<string, number>;
      await back.sync({ inboxVersion, cursors });
      expect(calls.reduce((sum, call) => sum + call.mock.calls.length, 0)).toBe(50);
      expect(back.all("new-message").length).toBe(100);
      const entries = back
        .all("conversation-changed")
        .map(({ conversationId, headSeq, unread }) => ({ conversationId, headSeq, unread }));
      expect(entries.length).toBe(50);
      expect(entries).toEqual(
        expect.arrayContaining(changing.map(({ id }) => ({ conversationId: id, headSeq: 3, unread: 3 }))),
      );
    } finally {
      for (const call of calls) call.mockRestore();
    }
  }, 20_000);

  it("[SYNC-4] without a cursor a conversation starts at its head", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 10);
    const phone = await alice.live();
    expect(phone.all("conversation-changed")).toMatchObject([
      { conversationId: id, headSeq: 10, unread: 10, preview: { seq: 10 } },
    ]);
    await append(id, bob, 1);
    await phone.take("new-message");
    expect(seqsOf(phone)).toEqual([11]);
  });

  it("[SYNC-5] a device that was away for 700 events gets each of them once, while more arrive", async () => {
    const { alice, bob, id } = await pair();
    for (let i = 0; i < 3; i++) await append(id, bob, 230);
    const phone = await alice.connect();
    phone.send({ type: "sync", cursors: { [id]: 0 } });
    await append(id, bob, 10);
    await phone.take("sync-done");
    await phone.take("new-message", ({ seq }) => seq === 700);
    expect(seqsOf(phone)).toEqual(upTo(700));
    const last = phone.all("new-message").at(-1);
    expect(last?.unread).toBe(700);
  });

  it("[SYNC-6] a cursor for a conversation that is not in the inbox is refused, the rest goes on", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 2);
    const foreign = directConversationId(newUserId(), newUserId());
    const phone = await alice.connect();
    await phone.sync({ cursors: { [foreign]: 3, [id]: 1 } });
    expect(phone.all("error")).toMatchObject([{ code: "CONVERSATION_NOT_FOUND", conversationId: foreign }]);
    expect(seqsOf(phone)).toEqual([2]);
  });

  it("[SYNC-7] a later sync asks only what it names, and skips nothing", async () => {
    const [alice, bob, carol] = [new TestUser(), new TestUser(), new TestUser()];
    const [withBob, withCarol] = [await alice.open(bob), await alice.open(carol)];
    const phone = await alice.live();
    await append(withBob, bob, 3);
    await append(withCarol, carol, 3);
    await vi.waitFor(() => expect(phone.all("new-message").length).toBe(6), patience);
    const reads = vi.spyOn(Conversation.prototype, "read");
    try {
      await phone.sync({ cursors: { [withBob]: 1 } });
      expect(reads.mock.calls).toMatchObject([[{ from: 1 }]]);
      const both = await phone.sync({ inboxVersion: 0 });
      expect(both.inboxVersion).toBeGreaterThan(0);
    } finally {
      reads.mockRestore();
    }
    await append(withCarol, carol, 1);
    await phone.take("new-message", ({ conversationId, seq }) => conversationId === withCarol && seq === 4);
    expect(
      phone
        .all("new-message")
        .filter(({ conversationId }) => conversationId === withBob)
        .map(({ seq }) => seq),
    ).toEqual([1, 2, 3, 2, 3]);
  });

  it("[SYNC-8] a socket whose sync was cut off with its session's memory is closed", async () => {
    const alice = new TestUser();
    const phone = await alice.live();
    await runInDurableObject(sessionObject(alice.id), (_, state) => {
      for (const ws of state.getWebSockets())
        ws.serializeAttachment({ ...(ws.deserializeAttachment() as object), phase: "syncing" });
    });
    await evictDurableObject(sessionObject(alice.id));
    await alice.signIn(); // wakes it
    expect(await phone.closed()).toMatchObject({ code: 1012 });
  });
});

describe("the inbox", () => {
  it("[INBOX-1] the first event since the last refresh writes one row, once, online or not", async () => {
    const { alice, bob, id } = await pair();
    const staleOf = () =>
      runInDurableObject(sessionObject(alice.id), (_, state) =>
        state.storage.sql.exec("SELECT stale FROM inbox WHERE conversation_id = ?", id).toArray(),
      );
    expect(await staleOf()).toEqual([{ stale: 0 }]);
    await append(id, bob, 3);
    await vi.waitFor(async () => expect(await staleOf()).toEqual([{ stale: 1 }]), patience);
    const phone = await alice.live();
    expect(await staleOf()).toEqual([{ stale: 0 }]);
    await append(id, bob, 3);
    await phone.take("new-message", ({ seq }) => seq === 6);
    expect(await staleOf()).toEqual([{ stale: 1 }]);
  });

  it("[INBOX-2] [INBOX-4] a listing asks only what is stale; newest first, page by page, or since a version", async () => {
    const alice = new TestUser();
    const deviceId = await alice.signIn();
    const peers = Array.from({ length: 5 }, () => new TestUser());
    const ids: ConversationId[] = [];
    for (const peer of peers) {
      const id = await alice.open(peer);
      await append(id, peer, 1);
      ids.push(id);
      await vi.waitFor(async () => expect(await isStale(alice, id)).toBe(true), patience);
    }
    const list = async (query: { since?: number; cursor?: string; limit: number }) => {
      const listed = await alice.ask(deviceId, { kind: "list-inbox", query });
      if ("refusal" in listed) throw new Error(listed.refusal.code);
      return listed;
    };
    const reads = vi.spyOn(Conversation.prototype, "read");
    try {
      const first = await list({ limit: 3 });
      expect(reads.mock.calls.length).toBe(5);
      const second = await list({ limit: 3, cursor: first.cursor ?? "" });
      expect(reads.mock.calls.length).toBe(5);
      expect(second.cursor).toBe(null);
      const [one, two] = [first, second].map((page) => page.conversations);
      const listed = [...(one ?? []), ...(two ?? [])];
      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(ids));
      const times = listed.map(({ activeAt }) => activeAt);
      expect(times).toEqual(listed.map(({ preview }) => preview?.createdAt));
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      await append(ids[2] as ConversationId, peers[2] as TestUser, 1);
      await vi.waitFor(async () => expect(await isStale(alice, ids[2] as ConversationId)).toBe(true), patience);
      const changed = await list({ since: second.inboxVersion, limit: 10 });
      expect(changed.conversations).toMatchObject([{ id: ids[2], headSeq: 2, unread: 2 }]);
    } finally {
      reads.mockRestore();
    }
  });

  it("[INBOX-2] a stale conversation that cannot be reached keeps its entry, and stays stale", async () => {
    const [alice, bob, carol] = [new TestUser(), new TestUser(), new TestUser()];
    const [withBob, withCarol] = [await alice.open(bob), await alice.open(carol)];
    const deviceId = await alice.signIn();
    for (const [id, peer] of [
      [withBob, bob],
      [withCarol, carol],
    ] as const) {
      await append(id, peer, 2);
      await vi.waitFor(async () => expect(await isStale(alice, id)).toBe(true), patience);
    }
    const read = Reflect.get(Conversation.prototype, "read");
    const reads = vi.spyOn(Conversation.prototype, "read").mockImplementation(function (this: Conversation, request) {
      const { id } = (this as unknown as { ctx: DurableObjectState }).ctx;
      return id.name === withBob ? Promise.reject(new Error("planted")) : read.call(this, request);
    });
    const listed = await alice.ask(deviceId, { kind: "list-inbox", query: { limit: 10 } });
    reads.mockRestore();
    expect("refusal" in listed ? listed : listed.conversations.map(({ id, headSeq }) => [id, headSeq])).toEqual(
      expect.arrayContaining([
        [withBob, 0],
        [withCarol, 2],
      ]),
    );
    expect(await isStale(alice, withBob)).toBe(true);
  });

  it("[INBOX-5] a conversation that is new in the inbox is announced to those who listen", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const phone = await alice.live();
    const other = await bob.live();
    const id = await bob.open(alice);
    other.send(textMessage(id, "hello"));
    expect(await phone.take("conversation-changed")).toMatchObject({
      conversationId: id,
      peerId: bob.id,
      headSeq: 1,
      unread: 1,
    });
    expect(await phone.take("new-message")).toMatchObject({ conversationId: id, seq: 1, unread: 1 });
  });

  it("[INBOX-5] a conversation that one device opens is announced to the others", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const phone = await alice.live();
    const id = await alice.open(bob);
    expect(await phone.take("conversation-changed")).toMatchObject({ conversationId: id, peerId: bob.id, headSeq: 0 });
  });
});

const isStale = (user: TestUser, id: ConversationId): Promise<boolean> =>
  runInDurableObject(
    sessionObject(user.id),
    (_, state) =>
      state.storage.sql.exec("SELECT 1 FROM inbox WHERE conversation_id = ? AND stale = 1", id).toArray().length > 0,
  );

describe("unread", () => {
  it("[UNREAD-2] a send moves the sender's cursor only if it stood at the event before", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"));
    await phone.take("new-message");
    phone.send(textMessage(id, "two"));
    expect(await phone.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    expect(await other.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ unread: 1 });
    other.send(textMessage(id, "three"));
    expect(await other.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 1 });
  });

  it("[UNREAD-3] a cursor never goes back, and not beyond the head", async () => {
    const { alice, bob, id } = await pair();
    await append(id, bob, 5);
    const phone = await alice.live();
    phone.send({ type: "mark-read", conversationId: id, seq: 4 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 2 });
    expect(await phone.take("read-receipt")).toMatchObject({ seq: 4, unread: 1 });
    phone.send({ type: "mark-read", conversationId: id, seq: 6 });
    expect(await phone.take("error")).toMatchObject({ code: "SEQ_OUT_OF_RANGE", conversationId: id });
  });

  it("[UNREAD-4] [UNREAD-5] reading on one device reaches all of the reader's devices, and the other member", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    other.send(textMessage(id, "one"), textMessage(id, "two"), textMessage(id, "three"));
    for (const socket of [phone, laptop])
      expect(await socket.take("new-message", ({ seq }) => seq === 3)).toMatchObject({ unread: 3 });
    laptop.send({ type: "mark-read", conversationId: id, seq: 2 });
    const receipt = { conversationId: id, userId: alice.id, seq: 2 };
    for (const socket of [phone, laptop])
      expect(await socket.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt, unread: 1 });
    expect(await other.take("read-receipt")).toEqual({ type: "read-receipt", ...receipt });
    expect(await conversation(id).read({ v: rpcVersion, userId: alice.id, from: null })).toMatchObject({
      summary: { unread: 1, cursorSeq: 2 },
    });
  });
});

describe("signals", () => {
  it("[STREAM-7] typing reaches the other member's devices only, and is stored nowhere", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    // Signals go to those who listen: the stream must know that Bob does.
    phone.send(textMessage(id, "hello"));
    await other.take("new-message");
    phone.send({ type: "typing", conversationId: id, active: true });
    expect(await other.take("typing")).toEqual({ type: "typing", conversationId: id, userId: alice.id, active: true });
    await phone.drain();
    expect(phone.all("typing")).toEqual([]);
    const rows = await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("SELECT count(*) AS n FROM event_0").one(),
    );
    expect(rows).toEqual({ n: 1 });
  });
});

// Devices that were away: what a sync brings, what it asks, and what comes afterwards.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import { directConversationId, newUserId } from "../../schema/protocol/ids.ts";
import { append, conversation, pair, seqsOf, sessionObject, TestUser } from "../support/actors.ts";

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

const patience = { timeout: 5_000 };

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
        await conversation(id).open({ userId: peer.id });
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

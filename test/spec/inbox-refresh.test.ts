// The inbox on the real actors: what marks an entry stale, what refreshes it, and who is told.
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { contextOf } from "../support/actor-context.ts";
import { append, pair, sessionObject, TestUser, textMessage } from "../support/actors.ts";

const patience = { timeout: 5_000 };

const isStale = (user: TestUser, id: ConversationId): Promise<boolean> =>
  runInDurableObject(
    sessionObject(user.id),
    (_, state) =>
      state.storage.sql.exec("SELECT 1 FROM inbox WHERE conversation_id = ? AND stale = 1", id).toArray().length > 0,
  );

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
      const second = await list({ limit: 3, cursor: first.next ?? "" });
      expect(reads.mock.calls.length).toBe(5);
      expect(second.next).toBe(null);
      const [one, two] = [first, second].map((page) => page.items);
      const listed = [...(one ?? []), ...(two ?? [])];
      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(ids));
      const times = listed.map(({ activeAt }) => activeAt);
      expect(times).toEqual(listed.map(({ preview }) => preview?.createdAt));
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      await append(ids[2] as ConversationId, peers[2] as TestUser, 1);
      await vi.waitFor(async () => expect(await isStale(alice, ids[2] as ConversationId)).toBe(true), patience);
      const changed = await list({ since: second.inboxVersion, limit: 10 });
      expect(changed.items).toMatchObject([{ id: ids[2], headSeq: 2, unread: 2 }]);
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
      return contextOf(this).id.name === withBob ? Promise.reject(new Error("planted")) : read.call(this, request);
    });
    const listed = await alice.ask(deviceId, { kind: "list-inbox", query: { limit: 10 } });
    reads.mockRestore();
    expect("refusal" in listed ? listed : listed.items.map(({ id, headSeq }) => [id, headSeq])).toEqual(
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

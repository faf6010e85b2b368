// A log that has dropped its oldest era: it is read as one sequence with its history.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { eraEvents } from "../../durable-objects/conversation/log/eras.ts";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { segmentEvents } from "../../schema/history/packed-events.ts";
import { isTombstone } from "../../schema/history/tombstone.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import { conversation, conversationObject, itemOf, pair, uuidV7 } from "../support/actors.ts";
import { append, inTime, later, logOf, progressOf, projectedMs, store } from "../support/history-actors.ts";

afterEach(() => vi.restoreAllMocks());

/** What the alarm does once the log is too large (the conditions: test/unit/log-eras.test.ts). */
const dropOldestEra = (id: ConversationId): Promise<void> =>
  runInDurableObject(conversationObject(id), (_, state) => {
    expect(state.storage.transactionSync(() => new EventStore(state.storage, eraEvents).dropOldestEra())).toBe(true);
  });

it("[HISTORY-6] an era is dropped after a part of it was read", async () => {
  const { bob, id } = await pair();
  await runInDurableObject(conversationObject(id), (_, state) => {
    const log = new EventStore(state.storage, 64);
    for (let seq = 1; seq <= 130; seq++) {
      const place = { seq, createdAt: 1, ordinal: seq, prev: 0, jump: 0 };
      const event = { ...place, senderId: bob.id, clientMsgId: uuidV7(), body: "{}", bodyHash: "h" };
      log.insert({ events: [event], settledSeq: 0, cursors: [] });
      log.committed(seq);
    }
    expect(log.range(0, 130, 10)).toHaveLength(10);
    const [newest] = log.newestFirst(0, 64);
    expect(newest?.seq).toBe(64);
    expect(state.storage.transactionSync(() => log.dropOldestEra())).toBe(true);
  });
});

describe("a log that has dropped its oldest era", () => {
  it("[HISTORY-5] [HISTORY-6] [HISTORY-7] [HISTORY-14] [CHANGE-24] pages and syncs go on as one sequence, repeats are still known, a failing tier is a coded refusal", async () => {
    const { alice, bob, id } = await pair();
    const deviceId = await alice.signIn();
    const item = (clientMsgId: string) => ({
      ...itemOf("early"),
      clientMsgId: clientMsgId as ReturnType<typeof uuidV7>,
    });
    const [early, acks] = await inTime(0, async () => {
      const items = [item(uuidV7()), item(uuidV7(Date.now() - 86_400_000)), item("an-id-without-a-time")];
      return [items, await conversation(id).append({ senderId: bob.id, items })] as const;
    });
    for (let i = 0; i < 32; i++) await append(id, bob, 2_048);
    const headSeq = 32 * 2_048 + early.length;
    await later(id, projectedMs);
    expect((await progressOf(id))?.["projected"]).toBe(headSeq - (headSeq % segmentEvents));
    const log = await logOf(id, 300);

    await dropOldestEra(id);
    await evictDurableObject(conversationObject(id));
    const floorSeq = 65_536;
    await expect(logOf(id, 1)).rejects.toThrow("no such table");

    // Pages cross the floor in both directions.
    const page = async (query: { before?: number; after?: number }) => {
      const loaded = await alice.ask(deviceId, { kind: "load-page", conversationId: id, limit: 100, ...query });
      if ("refusal" in loaded) return loaded.refusal.code;
      return loaded.frames.map((frame) => JSON.parse(frame) as { seq: number; clientMsgId: string });
    };
    expect(await page({ after: 200 })).toMatchObject(
      log.slice(200, 300).map(({ seq, clientMsgId }) => ({ seq, clientMsgId })),
    );
    const across = await page({ before: floorSeq + 3 });
    expect(Array.isArray(across) && across.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 100 }, (_, i) => floorSeq - 97 + i),
    );

    // A device from before the floor converges.
    const phone = await alice.connect(deviceId);
    await phone.sync({ cursors: { [id]: floorSeq - 300 } });
    const seqs = phone.all("new-message").map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: headSeq - floorSeq + 300 }, (_, i) => floorSeq - 299 + i));
    expect(phone.all("new-message").at(-1)?.unread).toBe(headSeq);

    // Repeats of what was dropped, hours later, whatever their ids: the first ack again, never a second message.
    await inTime(7_200_000, async () => {
      expect(await conversation(id).append({ senderId: bob.id, items: early })).toEqual(acks);
      const reused = await conversation(id).append({
        senderId: bob.id,
        items: early.map((one) => ({ ...one, bodyHash: "other" })),
      });
      expect(reused).toEqual(early.map(() => ({ refusal: { code: "DUPLICATE_MESSAGE" } })));
    });

    // What is below the floor is reacted to, and recalled; what lists and tiers show follows.
    const bobs = await bob.signIn();
    await inTime(0, async () => {
      const opId = uuidV7() as string as OpId;
      const react = { type: "react", conversationId: id, opId, seq: 1, emoji: "👍", active: true } as const;
      const liked = await alice.ask(deviceId, { kind: "change-message", change: react });
      expect(liked).toMatchObject({ seq: headSeq + 1 });
      const forgotten = { type: "recall-message", conversationId: id, seq: 2 } as const;
      const byAlice = await alice.ask(deviceId, { kind: "change-message", change: forgotten });
      expect(byAlice).toMatchObject({ refusal: { code: "FORBIDDEN" } });
      const byBob = await bob.ask(bobs, { kind: "change-message", change: forgotten });
      expect(byBob).toMatchObject({ seq: headSeq + 2 });
    });
    const shown = await alice.ask(deviceId, { kind: "load-page", conversationId: id, limit: 2, after: 0 });
    expect(shown).toMatchObject({
      states: { 1: { reactions: [{ emoji: "👍" }] }, 2: { recalled: { reason: "sender" } } },
    });
    expect((await page({ after: 0 })).slice(0, 2)).toMatchObject([{ seq: 1 }, { seq: 2, content: { type: "gone" } }]);
    expect((await store.load(id, 0, 2)).map(isTombstone)).toEqual([false, false]);
    await later(id, projectedMs);
    expect((await store.load(id, 0, 2)).map(isTombstone)).toEqual([false, true]);
    const newestSeq = headSeq + 2;

    // Recounted in parts, across the floor.
    let [checked, projectedSeq] = [0, 0];
    for (let after: number | null = 0; after !== null;) {
      const part = await conversation(id).verifyHistory({ afterSeq: after });
      if ("refusal" in part) throw new Error(part.refusal.code);
      expect(part).toMatchObject({ headSeq: newestSeq, floorSeq, faults: [] });
      checked += part.checked;
      projectedSeq = part.projectedSeq;
      after = part.after;
    }
    expect(checked).toBe(projectedSeq);

    vi.spyOn(HistoryStore.prototype, "load").mockRejectedValue(new Error("planted: R2 is down"));
    await expect(page({ after: 200 })).rejects.toMatchObject({ name: "ActorUnavailable" });
  }, 60_000);
});

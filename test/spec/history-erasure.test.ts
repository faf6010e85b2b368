// Erasing on the real actors: the log, D1 and R2 show tombstones, and a recount knows them.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { ErasedEvents } from "../../durable-objects/conversation/projections/history/erased-events.ts";
import { gunzip } from "../../durable-objects/conversation/projections/history/gzip.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { loadMissing } from "../../durable-objects/conversation/projections/history/load-missing.ts";
import { isTombstone } from "../../schema/history/tombstone.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { conversationObject } from "../support/actors.ts";
import {
  append,
  archivedMs,
  conversationWith,
  inTime,
  later,
  logOf,
  objectsOf,
  projectedMs,
  segmentsOf,
  store,
} from "../support/history-actors.ts";
import { fault, faultsOf, rewriteEvents } from "../support/history-faults.ts";

const { ARCHIVE } = env;

const erase = (id: ConversationId, ...seqs: number[]): Promise<void> =>
  inTime(0, () => env.CONVERSATION.getByName(id).erase({ seqs }));

const tombstonesIn = async (id: ConversationId, through: number): Promise<number[]> =>
  (await store.load(id, 0, through)).filter(isTombstone).map(({ seq }) => seq);

const pendingOf = (id: ConversationId): Promise<readonly number[]> =>
  runInDurableObject(conversationObject(id), (_, { storage }) => new ErasedEvents(storage.sql).pending);

describe("an event that is erased", () => {
  it("[HISTORY-10] [HISTORY-12] is a tombstone in D1, projected or not, and everything else is as it was", async () => {
    const { id } = await conversationWith(100, projectedMs);
    await erase(id, 5, 100);
    expect(await faultsOf(id)).toEqual([]);
    expect(await tombstonesIn(id, 100)).toEqual([]);
    await later(id, 1_000);
    expect(await tombstonesIn(id, 100)).toEqual([5, 100]);
    expect(await store.load(id, 0, 100)).toEqual(await logOf(id, 100));
    expect(await pendingOf(id)).toEqual([]);
    expect(await faultsOf(id)).toEqual([]);
  });

  it("[HISTORY-10] is written to D1 at once where history was not due", async () => {
    const { id } = await conversationWith(10);
    await erase(id, 7);
    await later(id, 1_000);
    expect(await segmentsOf(id)).toEqual([{ first: 1, last: 10 }]);
    expect(await tombstonesIn(id, 10)).toEqual([7]);
  });

  it("[HISTORY-10] [HISTORY-13] is a tombstone in R2, and the object that showed it is gone", async () => {
    const { id, bob } = await conversationWith(100, projectedMs, archivedMs);
    const [old = ""] = await objectsOf(id);
    await erase(id, 64);
    await later(id, 1_000);
    const [fresh = "", ...others] = await objectsOf(id);
    expect([fresh === old, others]).toEqual([false, []]);
    const text = await gunzip((await (await ARCHIVE.get(fresh))?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(text).not.toContain('"message 63"');
    expect(await tombstonesIn(id, 100)).toEqual([64]);
    expect(await faultsOf(id)).toEqual([]);
    // It goes on as before.
    await append(id, bob, 10);
    await later(id, projectedMs);
    await later(id, archivedMs);
    expect(await store.load(id, 0, 110)).toEqual(await logOf(id, 110));
  });

  it("[HISTORY-10] is tried again when a tier fails, and what is not erased holds up nothing else", async () => {
    const { id, bob } = await conversationWith(70, projectedMs);
    await erase(id, 3);
    const failing = vi.spyOn(HistoryStore.prototype, "erase").mockRejectedValue(new Error("planted"));
    await append(id, bob, 5);
    await later(id, projectedMs);
    expect(failing).toHaveBeenCalled();
    failing.mockRestore();
    expect(await segmentsOf(id)).toEqual([
      { first: 1, last: 64 },
      { first: 65, last: 75 },
    ]);
    expect(await pendingOf(id)).toEqual([3]);
    // Hours later a tier that still shows it is behind.
    const hoursLater = () => inTime(3 * 3_600_000, () => faultsOf(id));
    expect(await hoursLater()).toEqual([fault("behind", "d1", 3)]);
    await later(id, projectedMs + 60_000);
    expect(await pendingOf(id)).toEqual([]);
    expect(await hoursLater()).toEqual([]);
  });

  it("[HISTORY-11] is not shown to a reader while the tiers still have it", async () => {
    const { id } = await conversationWith(70, projectedMs);
    const frames = await loadMissing(store, id, { afterSeq: 0, throughSeq: 3, erased: [2] });
    expect(frames.map(({ frame }) => (JSON.parse(frame) as { content: { type: string } }).content.type)).toEqual([
      "text",
      "gone",
      "text",
    ]);
  });

  it("[HISTORY-14] is different to a recount if a tier shows it again", async () => {
    const { id } = await conversationWith(70, projectedMs);
    const [, event] = await store.load(id, 0, 70);
    await erase(id, 2);
    await later(id, 1_000);
    await rewriteEvents(id, 1, ({ seq }) => (seq === 2 ? (event ?? {}) : {}));
    expect(await faultsOf(id)).toEqual([fault("different", "d1", 2)]);
  });
});

// Which segments one step of archiving takes: those that fill a block at once, others by age.
import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, it } from "vitest";
import type { Archive } from "../../durable-objects/conversation/projections/history/archive-blocks.ts";
import { archiveNext } from "../../durable-objects/conversation/projections/history/archive-next.ts";
import { archiveEvents, fullBlockBytes, packEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { directConversationId, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import { DirectTiers } from "../support/direct-tiers.ts";

const conversationId = directConversationId("user_1" as UserId, "user_2" as UserId);
const attempt = { revision: 0, erased: new Set<number>(), now: 1_000, signal: new AbortController().signal };
const small = "x".repeat(100);
/** Four segments of such events fill a block. */
const large = "x".repeat(fullBlockBytes / 256);

let tiers: DirectTiers;
let archive: Archive;
beforeEach(() => {
  tiers = new DirectTiers();
  archive = { database: drizzle(tiers.database), bucket: tiers.bucket, conversationId };
});

/** The event with seq n was written at n ms. */
const eventAt = (seq: number, text: string): HistoryEvent => ({
  seq,
  createdAt: seq,
  senderId: "user_1" as UserId,
  clientMsgId: `id-${seq}` as ClientMsgId,
  bodyHash: `hash-${seq}`,
  body: `{"content":{"type":"text","text":"${text}"}}`,
});
const segments = (first: number, last: number, text = small): void => {
  for (let from = first; from <= last; from += 64) {
    const to = Math.min(from + 63, last);
    const body = packEvents(Array.from({ length: to - from + 1 }, (_, index) => eventAt(from + index, text)));
    tiers.sql.exec("INSERT INTO history_segment VALUES (?, ?, ?, ?, ?, 0)", conversationId, from, to, to, body);
  }
};
const spans = (table: string) =>
  tiers.sql.exec(`SELECT first_seq, last_seq FROM ${table} ORDER BY first_seq`).toArray().map(Object.values);

/** Steps until nothing is taken any more. @returns what they have left, as history's progress notes it */
async function archiveAll(beforeMs: number): Promise<{ bytes: number; oldestAt: number | null }> {
  const all: { bytes: number; oldestAt: number | null } = { bytes: 0, oldestAt: null };
  for (let after = 0; ;) {
    const { handledSeq, left } = await archiveNext(archive, after, beforeMs, attempt);
    all.bytes += left.bytes;
    all.oldestAt ??= left.oldestAt;
    if (handledSeq === after) return all;
    after = handledSeq;
  }
}

describe("[HISTORY-25] whatever its age", () => {
  it("a block of 1,024 events moves, and the rest stays", async () => {
    segments(1, 1_100);
    expect(await archiveAll(0)).toMatchObject({ oldestAt: 1_088 });
    expect([spans("history_archive"), spans("history_segment")]).toEqual([
      [[1, 1_024]],
      [
        [1_025, 1_088],
        [1_089, 1_100],
      ],
    ]);
  });

  it("a block of so many bytes moves, and the next begins behind it", async () => {
    segments(1, 700, large);
    await archiveAll(0);
    expect([spans("history_archive"), spans("history_segment").length]).toEqual([
      [
        [1, 256],
        [257, 512],
      ],
      3,
    ]);
    expect(await tiers.load(conversationId, 0, 700)).toHaveLength(700);
  });

  it("the newest segment stays while it may grow, however many bytes it has", async () => {
    segments(1, 250, large);
    await archiveAll(0);
    expect(spans("history_archive")).toEqual([]);
    tiers.sql.exec("DELETE FROM history_segment");
    segments(1, 256, large);
    await archiveAll(0);
    expect(spans("history_archive")).toEqual([[1, 256]]);
  });

  it("a rest before a gap waits for its age, and holds nothing up", async () => {
    segments(1, 128);
    segments(193, archiveEvents + 10);
    const { bytes, oldestAt } = await archiveAll(0);
    expect([spans("history_archive"), oldestAt, bytes > 0]).toEqual([[[193, 1_024]], 64, true]);
    await archiveAll(100);
    expect(spans("history_archive")).toEqual([
      [1, 64],
      [193, 1_024],
    ]);
    expect(spans("history_segment")).toEqual([
      [65, 128],
      [1_025, 1_034],
    ]);
  });

  it("a block that is not full is filled up; a full one is not written again", async () => {
    segments(1, 64);
    await archiveAll(65);
    segments(65, 320, large);
    await archiveAll(0);
    const keys = () => tiers.sql.exec("SELECT object_key FROM history_archive ORDER BY first_seq").toArray();
    const [full] = keys();
    expect(spans("history_archive")).toEqual([[1, 320]]);
    segments(321, 640);
    await archiveAll(Number.MAX_SAFE_INTEGER);
    expect(spans("history_archive")).toEqual([
      [1, 320],
      [321, 640],
    ]);
    expect(keys()[0]).toEqual(full);
    expect(await tiers.load(conversationId, 0, 640)).toHaveLength(640);
  });
});

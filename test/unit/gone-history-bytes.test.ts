// What was erased is in no byte of the file of a database of history, however segments have grown, were moved to R2 or deleted.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/d1";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { eraseEvents } from "../../durable-objects/conversation/projections/history/erase-events.ts";
import { overwriteFreePages } from "../../durable-objects/conversation/projections/history/free-pages.ts";
import { saveSegments } from "../../durable-objects/conversation/projections/history/segments.ts";
import { firstSeqOf, rowsOf, segmentEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import { withErased } from "../../schema/history/tombstone.ts";
import type { ClientMsgId, ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { DirectTiers } from "../support/direct-tiers.ts";

let dir: string;
let tiers: DirectTiers;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "klatch-gone-"));
  tiers = new DirectTiers(join(dir, "d1.sqlite"));
  for (const pragma of ["synchronous = OFF", "journal_mode = MEMORY"]) tiers.sql.exec(`PRAGMA ${pragma}`).toArray();
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const { signal } = new AbortController();

class Talk {
  readonly id: ConversationId;
  events: readonly HistoryEvent[] = [];
  readonly erased: readonly number[] = [];
  readonly #archive;

  constructor(n: number) {
    this.id = `direct_user_${n}_b` as ConversationId;
    this.#archive = { database: drizzle(tiers.database), bucket: tiers.bucket, conversationId: this.id };
  }

  wordOf(seq: number): string {
    return `${this.id}-says-${seq}-`;
  }

  /** A burst of messages is written to D1. */
  async say(random: Random): Promise<void> {
    const first = this.events.length + 1;
    const added = Array.from({ length: random.between(1, 12) }, (_, index): HistoryEvent => {
      const seq = first + index;
      const text = this.wordOf(seq) + "é".repeat(random.pick([0, 3, 40, 200, 1_500]));
      const body = JSON.stringify({ content: { type: "text", text } });
      const by = {
        senderId: "user_alice" as UserId,
        clientMsgId: `id-${seq}` as ClientMsgId,
        bodyHash: "a".repeat(43),
      };
      return { seq, createdAt: 1_800_000_000_000 + first, body, ...by };
    });
    this.events = [...this.events, ...added];
    const rows = rowsOf(this.events.slice(firstSeqOf(first, segmentEvents) - 1));
    await saveSegments(this.#archive.database, this.id, rows, 0);
  }

  /** As archiving does with what has moved to R2. */
  moveAway(seq: number): void {
    const query = "DELETE FROM history_segment WHERE conversation_id = ? AND first_seq <= ?";
    tiers.sql.exec(query, this.id, seq);
  }

  async eraseAll(): Promise<void> {
    const seqs = this.events.map(({ seq }) => seq);
    const held = tiers.sql
      .exec<{ seq: number | null }>(
        "SELECT min(first_seq) AS seq FROM history_segment WHERE conversation_id = ?",
        this.id,
      )
      .one().seq;
    const log = withErased(this.events, new Set(seqs));
    const source = {
      headSeq: () => log.length,
      events: (after: number, through: number) => log.slice(after, through),
      rows: (after: number, through: number) => rowsOf(log.slice(after, through)),
      revision: () => 1,
      erased: () => seqs,
    };
    const left = seqs.filter((seq) => held !== null && seq >= held);
    if (left.length > 0) await eraseEvents(this.#archive, source, left, { now: 1, signal });
  }

  overwriteFreePages(): Promise<void> {
    return overwriteFreePages(this.#archive, signal);
  }
}

async function talks(): Promise<Talk[]> {
  const random = new Random(7);
  const all = Array.from({ length: 12 }, (_, n) => new Talk(n));
  for (let burst = 0; burst < 150; burst++) {
    const one = random.pick(all);
    await one.say(random);
    if (random.below(10) === 0) one.moveAway(one.events.length - 80);
  }
  return all;
}

function found(all: readonly Talk[]): string[] {
  const bytes = readFileSync(join(dir, "d1.sqlite"), "latin1");
  return all.flatMap((one) => one.events.map(({ seq }) => one.wordOf(seq))).filter((word) => bytes.includes(word));
}

it("[CHANGE-10] what was erased is in none of its bytes once what no row uses was overwritten, and not before", async () => {
  const all = await talks();
  for (const one of all) await one.eraseAll();
  expect(found(all)).not.toEqual([]);
  await all[0]?.overwriteFreePages();
  expect(found(all)).toEqual([]);
  expect(tiers.sql.exec("SELECT 1 FROM history_object").toArray()).toEqual([]);
});

it("[CHANGE-10] an erased segment keeps its length, and what others say stays", async () => {
  const all = await talks();
  const [one, other] = all as [Talk, Talk];
  const rows = (): [number, number][] =>
    tiers.sql
      .exec<{ f: number; n: number }>(
        "SELECT first_seq AS f, length(CAST(body AS BLOB)) AS n FROM history_segment WHERE conversation_id = ?",
        one.id,
      )
      .toArray()
      .map(({ f, n }) => [f, n]);
  const before = rows();
  const kept = found([other]);
  await one.eraseAll();
  expect(rows()).toEqual(before);
  await one.overwriteFreePages();
  expect([found([one]), found([other]).length > 0, kept.length > 0]).toEqual([[], true, true]);
});

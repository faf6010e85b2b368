// The tiers behind a conversation's log: segments in D1, blocks of old segments in R2. All ordinary reads and writes of
// history go through this class.
import { and, eq, gt, lte, sql } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  cutSegments,
  firstSeqOf,
  packedBytes,
  packEvents,
  segmentEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { archiveNext, type Archived } from "./archive-next.ts";
import { loadBlock } from "./archive-blocks.ts";

/** Segments in one D1 transaction, which is held in memory and sent in one call. */
const maxSegmentsPerBatch = 16;
const maxBytesPerBatch = 4_000_000;

type SegmentRow = typeof historySegment.$inferInsert;

export class HistoryStore {
  readonly #database: DrizzleD1Database;
  readonly #bucket: R2Bucket;

  constructor(database: D1Database, bucket: R2Bucket) {
    this.#database = drizzle(database);
    this.#bucket = bucket;
  }

  /**
   * Writes segments; the newest may be incomplete. Writing the same events again changes nothing.
   *
   * @param events in seq order without a gap; the first is at an aligned multiple of `segmentEvents`
   */
  async saveSegments(conversationId: ConversationId, events: readonly HistoryEvent[]): Promise<void> {
    const firstSeq = events[0]?.seq ?? 1;
    if (firstSeq !== firstSeqOf(firstSeq, segmentEvents)) throw new Error(`no segment begins at ${firstSeq}`);
    // Packed a few at a time, because all of them may not fit into memory.
    let [batch, bytes]: [SegmentRow[], number] = [[], 0];
    for (const segment of cutSegments(events)) {
      const row = segmentRow(conversationId, segment);
      const rowBytes = packedBytes(row.body);
      if (batch.length === maxSegmentsPerBatch || bytes + rowBytes > maxBytesPerBatch) {
        await this.#upsertSegments(batch);
        [batch, bytes] = [[], 0];
      }
      batch.push(row);
      bytes += rowBytes;
    }
    await this.#upsertSegments(batch);
  }

  /**
   * Events with `afterSeq < seq <= throughSeq`, oldest first.
   *
   * @throws Error when history does not hold all of them
   */
  async load(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    const [archived, recent] = await Promise.all([
      this.#loadArchived(conversationId, afterSeq, throughSeq),
      this.#loadSegments(conversationId, afterSeq, throughSeq),
    ]);
    const bySeq = new Map([...archived, ...recent].map((event) => [event.seq, event]));
    return Array.from({ length: throughSeq - afterSeq }, (_, index) => {
      const event = bySeq.get(afterSeq + 1 + index);
      if (event === undefined) throw new Error(`history lacks ${conversationId}:${afterSeq + 1 + index}`);
      return event;
    });
  }

  /**
   * Moves the oldest segments after `afterSeq` that ended before `beforeMs` into R2, at most one block per call. An
   * unreadable segment is logged and left in D1; a gap ends a block.
   */
  archive(conversationId: ConversationId, afterSeq: number, beforeMs: number): Promise<Archived> {
    return archiveNext({ database: this.#database, bucket: this.#bucket, conversationId }, afterSeq, beforeMs);
  }

  async #upsertSegments(rows: readonly SegmentRow[]): Promise<void> {
    const [first, ...rest] = rows.map((row) =>
      this.#database
        .insert(historySegment)
        .values(row)
        .onConflictDoUpdate({
          target: [historySegment.conversationId, historySegment.firstSeq],
          // `excluded` instead of bound values: bound values count towards the size limit of a statement.
          set: { lastSeq: sql`excluded.last_seq`, lastAt: sql`excluded.last_at`, body: sql`excluded.body` },
          // A late repeat of an earlier attempt must not remove what a later one added.
          setWhere: lte(historySegment.lastSeq, row.lastSeq),
        }),
    );
    if (first !== undefined) await this.#database.batch([first, ...rest]);
  }

  async #loadSegments(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    const rows = await this.#database
      .select({ body: historySegment.body })
      .from(historySegment)
      .where(
        and(
          eq(historySegment.conversationId, conversationId),
          gt(historySegment.firstSeq, afterSeq + 1 - segmentEvents),
          lte(historySegment.firstSeq, throughSeq),
          gt(historySegment.lastSeq, afterSeq),
        ),
      );
    return rows.flatMap(({ body }) => unpackEvents(body));
  }

  async #loadArchived(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    const rows = await this.#database
      .select()
      .from(historyArchive)
      .where(
        and(
          eq(historyArchive.conversationId, conversationId),
          gt(historyArchive.firstSeq, afterSeq + 1 - archiveEvents),
          lte(historyArchive.firstSeq, throughSeq),
          gt(historyArchive.lastSeq, afterSeq),
        ),
      );
    const wanted: HistoryEvent[] = [];
    // One at a time: a few large objects at once may not fit into memory.
    for (const row of rows)
      wanted.push(...(await loadBlock(this.#bucket, row)).filter(({ seq }) => seq > afterSeq && seq <= throughSeq));
    return wanted;
  }
}

const segmentRow = (conversationId: ConversationId, events: readonly HistoryEvent[]): SegmentRow => ({
  conversationId,
  firstSeq: events[0]?.seq ?? 0,
  lastSeq: events.at(-1)?.seq ?? 0,
  lastAt: events.at(-1)?.createdAt ?? 0,
  body: packEvents(events),
});

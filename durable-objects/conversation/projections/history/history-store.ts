// The tiers behind a conversation's log: segments in D1, blocks of old segments in R2. All ordinary reads and writes of
// history go through this class.
import { and, eq, gt, lte } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  segmentEvents,
  unpackEvents,
  type EventRow,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { loadBlock, type Archive } from "./archive-blocks.ts";
import { archiveNext, type Archived } from "./archive-next.ts";
import { sweepObjects } from "./archive-objects.ts";
import type { Attempt } from "./attempt.ts";
import { eraseEvents, type ErasureSource } from "./erase-events.ts";
import { saveSegments } from "./segments.ts";

export class HistoryStore {
  readonly #database: DrizzleD1Database;
  readonly #bucket: R2Bucket;

  constructor(database: D1Database, bucket: R2Bucket) {
    this.#database = drizzle(database);
    this.#bucket = bucket;
  }

  /** See saveSegments in segments.ts. */
  saveSegments(conversationId: ConversationId, rows: readonly EventRow[], revision: number): Promise<boolean> {
    return saveSegments(this.#database, conversationId, rows, revision);
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
   *
   * @throws Error when a tier fails, or another attempt has changed the tiers meanwhile
   */
  archive(conversationId: ConversationId, afterSeq: number, beforeMs: number, attempt: Attempt): Promise<Archived> {
    return archiveNext(this.#archiveOf(conversationId), afterSeq, beforeMs, attempt);
  }

  /** See eraseEvents. */
  erase(
    conversationId: ConversationId,
    source: ErasureSource,
    seqs: readonly number[],
    clock: Pick<Attempt, "now" | "signal">,
  ): Promise<void> {
    return eraseEvents(this.#archiveOf(conversationId), source, seqs, clock);
  }

  /** See sweepObjects. */
  sweep(conversationId: ConversationId, now: number): Promise<number | null> {
    return sweepObjects(this.#archiveOf(conversationId), now);
  }

  #archiveOf(conversationId: ConversationId): Archive {
    return { database: this.#database, bucket: this.#bucket, conversationId };
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

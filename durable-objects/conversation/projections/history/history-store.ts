// The tiers behind a conversation's log: segments in D1, blocks of old segments in R2. All ordinary reads and writes of
// history go through this class.
import { and, eq, gt, lte } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
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
import { overwriteFreePages } from "./free-pages.ts";
import type { HomesOf } from "./history-shards.ts";
import { moveHistory, type MovedSource } from "./move-history.ts";
import { saveSegments } from "./segments.ts";

export class HistoryStore {
  readonly #homesOf: HomesOf;
  readonly #bucket: R2Bucket;

  constructor(homesOf: HomesOf, bucket: R2Bucket) {
    this.#homesOf = homesOf;
    this.#bucket = bucket;
  }

  /** The names of the databases where this conversation's history belongs, and where it began. */
  homeOf(conversationId: ConversationId): { readonly home: string; readonly first: string } {
    const { home, first } = this.#homesOf(conversationId);
    return { home: home.name, first };
  }

  /** See moveHistory. */
  move(source: MovedSource, from: string | null, clock: Pick<Attempt, "now" | "signal">): Promise<boolean> {
    return moveHistory(this.#homesOf(source.conversationId), source, from, clock);
  }

  /** See saveSegments in segments.ts. */
  saveSegments(conversationId: ConversationId, rows: readonly EventRow[], revision: number): Promise<boolean> {
    return saveSegments(this.#homesOf(conversationId).home.database, conversationId, rows, revision);
  }

  /**
   * Events with `afterSeq < seq <= throughSeq`, oldest first. While a conversation's history moves, what its home lacks
   * is in an earlier one, or has come home between the two questions.
   *
   * @throws Error when history does not hold all of them
   */
  async load(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    const { home, earlier } = this.#homesOf(conversationId);
    const bySeq = new Map<number, HistoryEvent>();
    for (const { database } of [home, ...earlier, home]) {
      for (const event of await this.#loadFrom(database, conversationId, { afterSeq, throughSeq }))
        if (!bySeq.has(event.seq)) bySeq.set(event.seq, event);
      if (bySeq.size === throughSeq - afterSeq) break;
    }
    return Array.from({ length: throughSeq - afterSeq }, (_, index) => {
      const event = bySeq.get(afterSeq + 1 + index);
      if (event === undefined) throw new Error(`history lacks ${conversationId}:${afterSeq + 1 + index}`);
      return event;
    });
  }

  /**
   * Moves segments after `afterSeq` into R2: the oldest that fill a block, or that ended before `beforeMs`; at most one
   * block per call. An unreadable segment is logged and left in D1; a gap ends a block.
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

  /** See overwriteFreePages. */
  overwriteFreePages(conversationId: ConversationId, signal: AbortSignal): Promise<void> {
    return overwriteFreePages(this.#archiveOf(conversationId), signal);
  }

  /** See sweepObjects. */
  sweep(conversationId: ConversationId, now: number): Promise<number | null> {
    return sweepObjects(this.#archiveOf(conversationId), now);
  }

  #archiveOf(conversationId: ConversationId): Archive {
    return { database: this.#homesOf(conversationId).home.database, bucket: this.#bucket, conversationId };
  }

  /** A later event of the same seq is the better one: segments are newer than blocks. */
  async #loadFrom(database: DrizzleD1Database, conversationId: ConversationId, range: Range): Promise<HistoryEvent[]> {
    const [archived, recent] = await Promise.all([
      this.#loadArchived(database, conversationId, range),
      loadSegments(database, conversationId, range),
    ]);
    const bySeq = new Map([...archived, ...recent].map((event) => [event.seq, event]));
    return [...bySeq.values()].filter(({ seq }) => seq > range.afterSeq && seq <= range.throughSeq);
  }

  async #loadArchived(
    database: DrizzleD1Database,
    conversationId: ConversationId,
    { afterSeq, throughSeq }: Range,
  ): Promise<HistoryEvent[]> {
    const rows = await database
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

/** Events with `afterSeq < seq <= throughSeq`. */
interface Range {
  readonly afterSeq: number;
  readonly throughSeq: number;
}

async function loadSegments(
  database: DrizzleD1Database,
  conversationId: ConversationId,
  { afterSeq, throughSeq }: Range,
): Promise<HistoryEvent[]> {
  const rows = await database
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

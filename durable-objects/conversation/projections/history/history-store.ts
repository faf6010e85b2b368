// The tiers behind a conversation's log: segments in D1, blocks of old segments in R2. Read and written here only.
import { and, eq, gt, gte, lt, lte } from "drizzle-orm";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  firstSeqOf,
  packEvents,
  segmentEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { gunzip, gzip } from "./gzip.ts";

/** Segments in one D1 transaction. */
const maxSegmentsPerBatch = 16;

export class HistoryStore {
  readonly #database: DrizzleD1Database;
  readonly #bucket: R2Bucket;

  constructor(database: D1Database, bucket: R2Bucket) {
    this.#database = drizzle(database);
    this.#bucket = bucket;
  }

  /**
   * Writes whole segments, or the newest one as far as it goes; the same events again change nothing.
   *
   * @param events begin at the first seq of a segment
   */
  async saveSegments(conversationId: ConversationId, events: readonly HistoryEvent[]): Promise<void> {
    const rows = [];
    for (let from = 0; from < events.length; from += segmentEvents) {
      const segment = events.slice(from, from + segmentEvents);
      const [first, last] = [segment[0], segment.at(-1)];
      if (first === undefined || last === undefined) break;
      if (first.seq !== firstSeqOf(first.seq, segmentEvents)) throw new Error(`no segment begins at ${first.seq}`);
      rows.push({
        conversationId,
        firstSeq: first.seq,
        lastSeq: last.seq,
        lastAt: last.createdAt,
        body: packEvents(segment),
      });
    }
    for (let from = 0; from < rows.length; from += maxSegmentsPerBatch) {
      const [first, ...rest] = rows.slice(from, from + maxSegmentsPerBatch).map((row) => this.#upsertSegment(row));
      if (first !== undefined) await this.#database.batch([first, ...rest]);
    }
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
   * Moves segments that ended before `beforeMs` into R2, oldest first, without a gap: at most one block's worth.
   *
   * @param archivedSeq what R2 holds as far as the conversation knows; where it did not live to hear of the last attempt, more
   * @returns the new `archivedSeq`, and when the oldest segment left in D1 ended
   */
  async archive(
    conversationId: ConversationId,
    archivedSeq: number,
    beforeMs: number,
  ): Promise<{ archivedSeq: number; nextLastAt: number | null }> {
    const blockFirst = firstSeqOf(archivedSeq + 1, archiveEvents);
    const segments = await this.#database
      .select()
      .from(historySegment)
      .where(
        and(
          eq(historySegment.conversationId, conversationId),
          gte(historySegment.firstSeq, blockFirst),
          lt(historySegment.firstSeq, blockFirst + archiveEvents),
        ),
      )
      .orderBy(historySegment.firstSeq);
    const old = takeWhile(segments, ({ lastAt }) => lastAt < beforeMs);
    const next = segments[old.length] ?? null;
    const nextLastAt = next?.lastAt ?? null;
    // What R2 holds is what its index says.
    const [earlierBlock] = await this.#archiveRows(conversationId, blockFirst - 1, blockFirst);
    const heldSeq = Math.max(archivedSeq, earlierBlock?.lastSeq ?? 0);
    const last = old.at(-1);
    if (last === undefined) return { archivedSeq: heldSeq, nextLastAt };

    const earlier = earlierBlock === undefined ? [] : await this.#loadBlock(earlierBlock);
    const events = [
      ...earlier,
      ...old.flatMap(({ body }) => unpackEvents(body)).filter(({ seq }) => seq > (earlierBlock?.lastSeq ?? 0)),
    ];
    const lastSeq = events.at(-1)?.seq;
    if (events[0]?.seq !== blockFirst || lastSeq === undefined)
      throw new Error(`history lacks ${conversationId}:${blockFirst}`);
    // The object first, under a name of its own: what counts is the index, which changes in one step and never goes back,
    // so that an attempt that was given up and comes late takes nothing away.
    const objectKey = `history/${conversationId}/${blockFirst}-${lastSeq}.json.gz`;
    await this.#bucket.put(objectKey, await gzip(packEvents(events)));
    await this.#database.batch([
      this.#database
        .insert(historyArchive)
        .values({ conversationId, firstSeq: blockFirst, lastSeq, objectKey })
        .onConflictDoUpdate({
          target: [historyArchive.conversationId, historyArchive.firstSeq],
          set: { lastSeq, objectKey },
          setWhere: lte(historyArchive.lastSeq, lastSeq),
        }),
      this.#database.delete(historySegment).where(
        and(
          eq(historySegment.conversationId, conversationId),
          gte(historySegment.firstSeq, blockFirst),
          lte(historySegment.firstSeq, last.firstSeq),
          // One that has grown since holds more than the object.
          lte(historySegment.lastSeq, lastSeq),
        ),
      ),
    ]);
    if (earlierBlock !== undefined && earlierBlock.objectKey !== objectKey)
      await this.#bucket.delete(earlierBlock.objectKey);
    return { archivedSeq: Math.max(lastSeq, heldSeq), nextLastAt };
  }

  #upsertSegment(row: typeof historySegment.$inferInsert) {
    const { lastSeq, lastAt, body } = row;
    return this.#database
      .insert(historySegment)
      .values(row)
      .onConflictDoUpdate({
        target: [historySegment.conversationId, historySegment.firstSeq],
        set: { lastSeq, lastAt, body },
        // A late repeat of an earlier attempt must not take back what a later one added.
        setWhere: lte(historySegment.lastSeq, lastSeq),
      });
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
        ),
      );
    return rows.flatMap(({ body }) => unpackEvents(body));
  }

  async #loadArchived(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<HistoryEvent[]> {
    const rows = await this.#archiveRows(conversationId, afterSeq, throughSeq);
    return (await Promise.all(rows.map((row) => this.#loadBlock(row)))).flat();
  }

  /** Those with an event after `afterSeq`, up to `throughSeq`. */
  #archiveRows(conversationId: ConversationId, afterSeq: number, throughSeq: number) {
    return this.#database
      .select()
      .from(historyArchive)
      .where(
        and(
          eq(historyArchive.conversationId, conversationId),
          gt(historyArchive.firstSeq, afterSeq + 1 - archiveEvents),
          lte(historyArchive.firstSeq, throughSeq),
        ),
      );
  }

  /** @throws Error when the object is gone */
  async #loadBlock({ objectKey, lastSeq }: { objectKey: string; lastSeq: number }): Promise<HistoryEvent[]> {
    const object = await this.#bucket.get(objectKey);
    if (object === null) throw new Error(`the archive lacks ${objectKey}`);
    return unpackEvents(await gunzip(await object.arrayBuffer())).filter(({ seq }) => seq <= lastSeq);
  }
}

function takeWhile<T>(items: readonly T[], fits: (item: T) => boolean): T[] {
  const end = items.findIndex((item) => !fits(item));
  return items.slice(0, end < 0 ? items.length : end);
}

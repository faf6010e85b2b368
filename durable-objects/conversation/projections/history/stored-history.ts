// Raw contents of D1 and R2, damaged or not; used by verify-history only. Off the message's way.
import { and, desc, eq, gt, lte, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  segmentEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { gunzip } from "./gzip.ts";
import type { HistoryDatabase } from "./history-shards.ts";

/** A segment in D1 or a block in R2. */
export interface StoredPart {
  readonly tier: "d1" | "r2";
  /** The range that it should hold, by its key. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** The events that it does hold; empty if its object is missing, null if it cannot be read. */
  readonly events: readonly HistoryEvent[] | null;
}

export class StoredHistory {
  readonly #databases: readonly DrizzleD1Database[];
  readonly #bucket: R2Bucket;

  /** @param databases in the order in which history moves: what leaves one while it is read is found in a later one */
  constructor(databases: readonly HistoryDatabase[], bucket: R2Bucket) {
    this.#databases = databases.map(({ database }) => database);
    this.#bucket = bucket;
  }

  /**
   * Ids of conversations that have history, in order, after this one.
   *
   * Jumps from id to id in the index: the rows read grow with the number of conversations, not of events.
   */
  async conversationIds(after: string, limit: number): Promise<ConversationId[]> {
    const found = await Promise.all(this.#databases.map((database) => idsIn(database, after, limit)));
    return [...new Set(found.flat())].toSorted((a, b) => (a < b ? -1 : 1)).slice(0, limit);
  }

  /** The newest seq in each tier according to its index, 0 if there is none. */
  async newestSeqs(conversationId: ConversationId): Promise<Record<StoredPart["tier"], number>> {
    const newest = await Promise.all(this.#databases.map((database) => newestIn(database, conversationId)));
    return { d1: Math.max(...newest.map(({ d1 }) => d1)), r2: Math.max(...newest.map(({ r2 }) => r2)) };
  }

  /** All segments and blocks that overlap the events with `afterSeq < seq <= throughSeq`: of each database as of one moment. */
  async parts(conversationId: ConversationId, afterSeq: number, throughSeq: number): Promise<StoredPart[]> {
    const parts: StoredPart[] = [];
    for (const database of this.#databases)
      parts.push(...(await this.#partsIn(database, conversationId, afterSeq, throughSeq)));
    return parts;
  }

  async #partsIn(
    database: DrizzleD1Database,
    conversationId: ConversationId,
    afterSeq: number,
    throughSeq: number,
  ): Promise<StoredPart[]> {
    const within = (table: typeof historySegment | typeof historyArchive, size: number) =>
      and(
        eq(table.conversationId, conversationId),
        gt(table.firstSeq, afterSeq - size),
        lte(table.firstSeq, throughSeq),
      );
    // One transaction: between two, archiving may move a segment from one tier to the other.
    const [segments, blocks] = await database.batch([
      database
        .select()
        .from(historySegment)
        .where(within(historySegment, segmentEvents))
        .orderBy(historySegment.firstSeq),
      database
        .select()
        .from(historyArchive)
        .where(within(historyArchive, archiveEvents))
        .orderBy(historyArchive.firstSeq),
    ]);
    const inBucket = blocks.map(async (block): Promise<StoredPart> => ({
      ...block,
      tier: "r2",
      events: await this.#blockEvents(block.objectKey),
    }));
    return [
      ...segments.map((segment): StoredPart => ({ ...segment, tier: "d1", events: eventsOf(segment.body) })),
      ...(await Promise.all(inBucket)),
    ];
  }

  async #blockEvents(objectKey: string): Promise<readonly HistoryEvent[] | null> {
    const bytes = await (await this.#bucket.get(objectKey))?.arrayBuffer();
    if (bytes === undefined) return [];
    // Reported as `unreadable`.
    const text = await gunzip(bytes).catch(() => null);
    return text === null ? null : eventsOf(text);
  }
}

async function idsIn(database: DrizzleD1Database, after: string, limit: number): Promise<ConversationId[]> {
  const next = (id: ReturnType<typeof sql>) => sql`(SELECT min(id) FROM (
    SELECT min(conversation_id) AS id FROM ${historySegment} WHERE conversation_id > ${id}
    UNION ALL SELECT min(conversation_id) FROM ${historyArchive} WHERE conversation_id > ${id}))`;
  const rows = await database.all<{ id: ConversationId }>(sql`
    WITH RECURSIVE known(id) AS (SELECT ${next(sql`${after}`)} UNION ALL SELECT ${next(sql`known.id`)} FROM known WHERE known.id IS NOT NULL)
    SELECT id FROM known WHERE id IS NOT NULL LIMIT ${limit}`);
  return rows.map(({ id }) => id);
}

async function newestIn(
  database: DrizzleD1Database,
  conversationId: ConversationId,
): Promise<Record<StoredPart["tier"], number>> {
  const newest = (table: typeof historySegment | typeof historyArchive) =>
    database
      .select({ lastSeq: table.lastSeq })
      .from(table)
      .where(eq(table.conversationId, conversationId))
      .orderBy(desc(table.firstSeq))
      .limit(1);
  const [[segment], [block]] = await database.batch([newest(historySegment), newest(historyArchive)]);
  return { d1: segment?.lastSeq ?? 0, r2: block?.lastSeq ?? 0 };
}

function eventsOf(text: string): readonly HistoryEvent[] | null {
  try {
    return unpackEvents(text);
  } catch {
    return null; // reported as `unreadable`
  }
}

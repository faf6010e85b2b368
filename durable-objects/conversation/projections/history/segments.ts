// Segments in D1: written so that a late write of an earlier state of the log takes nothing back.
import { and, eq, gt, gte, lte, sql, type SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  cutSegments,
  firstSeqOf,
  packedBytes,
  packRows,
  segmentEvents,
  type EventRow,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { writeThenRead } from "./d1-batch.ts";
import { withBlanks } from "./segment-body.ts";

/** Segments in one D1 transaction, which is held in memory and sent in one call. */
const maxSegmentsPerBatch = 16;
const maxBytesPerBatch = 4_000_000;

export type SegmentRow = typeof historySegment.$inferSelect;
export type Span = Pick<SegmentRow, "firstSeq" | "lastSeq">;

/**
 * Writes segments, as the log was at `revision`. The newest may be incomplete. Writing the same again changes nothing.
 *
 * @param rows in seq order without a gap; the first is at an aligned multiple of `segmentEvents`
 * @returns false if the tiers have a part of them at a later revision and D1 did not take the rest: to be read of the
 *   log and written again
 */
export async function saveSegments(
  database: DrizzleD1Database,
  conversationId: ConversationId,
  rows: readonly EventRow[],
  revision: number,
): Promise<boolean> {
  const firstSeq = rows[0]?.firstSeq ?? 1;
  if (firstSeq !== firstSeqOf(firstSeq, segmentEvents)) throw new Error(`no segment begins at ${firstSeq}`);
  let isHeld = true;
  // Packed a few at a time, because all of them may not fit into memory.
  let [batch, bytes]: [SegmentRow[], number] = [[], 0];
  for (const segment of cutSegments(rows)) {
    const row = segmentRow(conversationId, segment, revision);
    const rowBytes = packedBytes(row.body);
    if (batch.length === maxSegmentsPerBatch || bytes + rowBytes > maxBytesPerBatch) {
      isHeld = (await writeSegmentRows(database, batch)) && isHeld;
      [batch, bytes] = [[], 0];
    }
    batch.push(row);
    bytes += rowBytes;
  }
  return (await writeSegmentRows(database, batch)) && isHeld;
}

/** The rows or blocks of this table that have some of the events from `firstSeq` to `lastSeq`. */
export const overlapping = (
  table: typeof historySegment | typeof historyArchive,
  conversationId: string,
  { firstSeq, lastSeq }: Span,
): SQL | undefined =>
  and(
    eq(table.conversationId, conversationId),
    // Neither crosses a multiple of its size, so none that begins earlier reaches this far.
    gt(table.firstSeq, firstSeq - (table === historySegment ? segmentEvents : archiveEvents)),
    lte(table.firstSeq, lastSeq),
    gte(table.lastSeq, firstSeq),
  );

/**
 * Writes rows of one conversation, where nothing of a later revision is in their way.
 *
 * @returns whether the tiers now have all events of these rows, by this write or by another
 */
export async function writeSegmentRows(database: DrizzleD1Database, rows: readonly SegmentRow[]): Promise<boolean> {
  const [first] = rows;
  if (first === undefined) return true;
  const { conversationId } = first;
  const whole = {
    firstSeq: Math.min(...rows.map(({ firstSeq }) => firstSeq)),
    lastSeq: Math.max(...rows.map(({ lastSeq }) => lastSeq)),
  };
  const spansIn = (table: typeof historySegment | typeof historyArchive) =>
    database
      .select({ firstSeq: table.firstSeq, lastSeq: table.lastSeq })
      .from(table)
      .where(overlapping(table, conversationId, whole));
  const reads = [spansIn(historySegment), spansIn(historyArchive)];
  const writes = rows.map((row) => guardedWrite(database, row));
  const spans = (await writeThenRead<Span>(database, writes, reads)).toSorted((a, b) => a.firstSeq - b.firstSeq);
  return rows.every((row) => covers(spans, row));
}

/**
 * D1 takes the row unless one that has some of its events, in either tier, is of a later revision: an erasure has
 * passed there. Rows may be cut at different places, so equal keys are not enough. Nor does it take what a block holds.
 */
function guardedWrite(database: DrizzleD1Database, row: SegmentRow): BatchItem<"sqlite"> {
  const { conversationId, firstSeq, lastSeq, lastAt, body, revision } = row;
  const guarded = sql`
    SELECT ${conversationId}, ${firstSeq}, ${lastSeq}, ${lastAt}, ${body}, ${revision}
    WHERE NOT EXISTS (
      SELECT 1 FROM ${historySegment} WHERE ${overlapping(historySegment, conversationId, row)}
        AND ${historySegment.revision} > ${revision})
    AND NOT EXISTS (
      SELECT 1 FROM ${historyArchive} WHERE ${overlapping(historyArchive, conversationId, row)}
        AND (${historyArchive.revision} > ${revision}
          OR (${historyArchive.firstSeq} <= ${firstSeq} AND ${historyArchive.lastSeq} >= ${lastSeq})))`;
  return database
    .insert(historySegment)
    .select(guarded)
    .onConflictDoUpdate({
      target: [historySegment.conversationId, historySegment.firstSeq],
      // `excluded` instead of bound values: bound values count towards the size limit of a statement.
      set: {
        lastSeq: sql`excluded.last_seq`,
        lastAt: sql`excluded.last_at`,
        body: sql`excluded.body`,
        revision: sql`excluded.revision`,
      },
      // A later revision may be shorter, too: of a run that was given up, and knows an earlier end of the segment.
      setWhere: sql`excluded.revision >= ${historySegment.revision} AND excluded.last_seq >= ${historySegment.lastSeq}`,
    });
}

/** @param spans by first seq */
function covers(spans: readonly Span[], { firstSeq, lastSeq }: Span): boolean {
  let next = firstSeq;
  for (const span of spans) if (span.firstSeq <= next) next = Math.max(next, span.lastSeq + 1);
  return next > lastSeq;
}

const segmentRow = (conversationId: ConversationId, rows: readonly EventRow[], revision: number): SegmentRow =>
  withBlanks({
    conversationId,
    firstSeq: rows[0]?.firstSeq ?? 0,
    lastSeq: rows.at(-1)?.lastSeq ?? 0,
    lastAt: rows.at(-1)?.createdAt ?? 0,
    body: packRows(rows),
    revision,
  });

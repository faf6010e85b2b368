// Brings a conversation's history from the databases where it was to the one where it belongs: rows of D1, whose objects
// in R2 stay where they are.
//
// A database that is left takes nothing any more: the first thing that a move writes there is a fence, and triggers refuse
// all later writes, also those that arrive late and those of earlier code. So rows are read, written into the new database
// unless it has them in a later form, and deleted once that has said so. Any step may be lost, late or done twice.
import { and, eq, inArray, sql, type SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { packEvents, unpackEvents } from "../../../../schema/history/packed-events.ts";
import { withErased } from "../../../../schema/history/tombstone.ts";
import {
  historyArchive,
  historyMoved,
  historyObject,
  historySegment,
} from "../../../../schema/tables/history/tables.ts";
import type { HistorySource } from "./history-source.ts";
import type { HistoryDatabase, HistoryHomes } from "./history-shards.ts";
import { withBlanks } from "./segment-body.ts";
import { writeSegmentRows, type SegmentRow } from "./segments.ts";

export type MovedSource = Pick<HistorySource, "conversationId" | "revision" | "erasedIn">;

/** Rows of each table in one step, and bytes of the segments among them. */
const maxSegments = 16;
const maxBytes = 3_000_000;
const maxOthers = 100;
/** Steps of one call, so that what else is due has its turn. */
const maxSteps = 16;

/**
 * Moves what the earlier databases have, the latest first.
 *
 * @param from the database that had everything last; null if that is not known
 * @returns whether all of it is in its home now; if not, call it again
 * @throws Error when a database fails, or `from` is not bound any more
 */
export async function moveHistory(
  homes: HistoryHomes,
  source: MovedSource,
  from: string | null,
  { now, signal }: { readonly now: number; readonly signal: AbortSignal },
): Promise<boolean> {
  let steps = 0;
  for (const left of leftDatabases(homes, from)) {
    for (let isEmpty = false; !isEmpty; steps++) {
      signal.throwIfAborted();
      if (steps === maxSteps) return false;
      isEmpty = await moveSome(left, homes.home, source, now);
    }
  }
  return true;
}

/** What is before `from` was emptied when that became the home. */
function leftDatabases({ home, earlier }: HistoryHomes, from: string | null): readonly HistoryDatabase[] {
  if (from === null) return earlier;
  if (from === home.name) return [];
  const index = earlier.findIndex(({ name }) => name === from);
  if (index === -1) throw new Error(`history is in ${from}, which is not bound`);
  return earlier.slice(0, index + 1);
}

interface Rows {
  readonly segments: readonly SegmentRow[];
  readonly blocks: readonly (typeof historyArchive.$inferSelect)[];
  readonly objects: readonly (typeof historyObject.$inferSelect)[];
}

/** @returns whether nothing was left */
async function moveSome(
  left: HistoryDatabase,
  home: HistoryDatabase,
  source: MovedSource,
  now: number,
): Promise<boolean> {
  const rows = await fenceAndRead(left, source.conversationId, now);
  if (rows.segments.length + rows.blocks.length + rows.objects.length === 0) return true;
  await write(home, rows);
  const isHeld = await writeSegmentRows(
    home.database,
    rows.segments.map((row) => asOfNow(row, source)),
  );
  // Something was erased meanwhile, and the home has a part of it in a later form: read again.
  if (isHeld) await remove(left, source.conversationId, rows);
  return false;
}

/** From the fence on nothing changes these rows but a move, which deletes them. */
async function fenceAndRead({ database }: HistoryDatabase, conversationId: string, now: number): Promise<Rows> {
  const [, segments, blocks, objects] = await database.batch([
    database.insert(historyMoved).values({ conversationId, at: now }).onConflictDoNothing(),
    database
      .select()
      .from(historySegment)
      .where(and(eq(historySegment.conversationId, conversationId), firstSegments(conversationId)))
      .orderBy(historySegment.firstSeq),
    database.select().from(historyArchive).where(eq(historyArchive.conversationId, conversationId)).limit(maxOthers),
    database.select().from(historyObject).where(eq(historyObject.conversationId, conversationId)).limit(maxOthers),
  ]);
  return { segments, blocks, objects };
}

/** Those that fit into memory and one call, at least one. */
const firstSegments = (conversationId: string): SQL => sql`${historySegment.firstSeq} IN (
  SELECT first_seq FROM (
    SELECT first_seq, sum(length(CAST(body AS BLOB))) OVER (ORDER BY first_seq) - length(CAST(body AS BLOB)) AS before
    FROM history_segment WHERE conversation_id = ${conversationId} ORDER BY first_seq LIMIT ${maxSegments})
  WHERE before < ${maxBytes})`;

/** The segment with every erasure up to the log's revision, and that revision; one that cannot be read stays as it is. */
function asOfNow(row: SegmentRow, source: MovedSource): SegmentRow {
  const revision = Math.max(row.revision, source.revision());
  const erased = source.erasedIn(row.firstSeq - 1, row.lastSeq);
  if (erased.size === 0) return { ...row, revision };
  try {
    return withBlanks({ ...row, revision, body: packEvents(withErased(unpackEvents(row.body), erased)) });
  } catch {
    return row; // verify-history names it, wherever it lies
  }
}

/**
 * What the home has under the same key is the same or has followed it: nothing else is written there under these keys
 * before the move has ended, and a row that arrives late finds its successor.
 */
async function write({ database }: HistoryDatabase, { blocks, objects }: Rows): Promise<void> {
  const [first, ...rest]: BatchItem<"sqlite">[] = [
    ...blocks.map((row) => database.insert(historyArchive).values(row).onConflictDoNothing()),
    ...objects.map((row) => database.insert(historyObject).values(row).onConflictDoNothing()),
  ];
  if (first !== undefined) await database.batch([first, ...rest]);
}

async function remove(
  { database }: HistoryDatabase,
  conversationId: string,
  { segments, blocks, objects }: Rows,
): Promise<void> {
  const among = (keys: readonly unknown[]) => sql`(SELECT value FROM json_each(${JSON.stringify(keys)}))`;
  await database.batch([
    database
      .delete(historySegment)
      .where(
        and(
          eq(historySegment.conversationId, conversationId),
          inArray(historySegment.firstSeq, among(segments.map(({ firstSeq }) => firstSeq))),
        ),
      ),
    database
      .delete(historyArchive)
      .where(
        and(
          eq(historyArchive.conversationId, conversationId),
          inArray(historyArchive.firstSeq, among(blocks.map(({ firstSeq }) => firstSeq))),
        ),
      ),
    database
      .delete(historyObject)
      .where(
        and(
          eq(historyObject.conversationId, conversationId),
          inArray(historyObject.objectKey, among(objects.map(({ objectKey }) => objectKey))),
        ),
      ),
  ]);
}

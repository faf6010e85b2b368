// Blocks of old segments in R2, and the index in D1 that says which object is valid.
import { and, desc, eq, gte, lt, sql, type SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import { archiveEvents, unpackEvents, type HistoryEvent } from "../../../../schema/history/packed-events.ts";
import { historyArchive, historyObject, historySegment } from "../../../../schema/tables/history/tables.ts";
import { isWriteOver, putObject } from "./archive-objects.ts";
import type { Attempt } from "./attempt.ts";
import { writeThenRead } from "./d1-batch.ts";
import { gunzip } from "./gzip.ts";
import { overlapping, type Span } from "./segments.ts";

export interface Archive {
  readonly database: DrizzleD1Database;
  readonly bucket: R2Bucket;
  readonly conversationId: ConversationId;
}

export type BlockRow = typeof historyArchive.$inferSelect;

/** The index rows of the blocks within the aligned `archiveEvents` that begin at `first`, in seq order. */
export const blocksFrom = ({ database, conversationId }: Archive, first: number): Promise<BlockRow[]> =>
  database
    .select()
    .from(historyArchive)
    .where(
      and(
        eq(historyArchive.conversationId, conversationId),
        gte(historyArchive.firstSeq, first),
        lt(historyArchive.firstSeq, first + archiveEvents),
      ),
    )
    .orderBy(historyArchive.firstSeq)
    .all();

/** @throws Error when the object is missing or damaged */
export async function loadBlock(
  bucket: R2Bucket,
  { objectKey, lastSeq }: Pick<BlockRow, "objectKey" | "lastSeq">,
): Promise<HistoryEvent[]> {
  const object = await bucket.get(objectKey);
  if (object === null) throw new Error(`the archive lacks ${objectKey}`);
  return unpackEvents(await gunzip(await object.arrayBuffer())).filter(({ seq }) => seq <= lastSeq);
}

/** The newest seq in R2, 0 if there is none. */
export async function newestArchived({ database, conversationId }: Archive): Promise<number> {
  const newest = await database
    .select({ lastSeq: historyArchive.lastSeq })
    .from(historyArchive)
    .where(eq(historyArchive.conversationId, conversationId))
    .orderBy(desc(historyArchive.firstSeq))
    .limit(1)
    .all();
  return newest[0]?.lastSeq ?? 0;
}

/** A block to write: its events in seq order without a gap, and the block that it replaces, if any. */
export interface BlockSave {
  readonly events: readonly HistoryEvent[];
  readonly replaced: BlockRow | null;
  readonly revision: number;
}

/** A segment as it was read. */
export interface ReadSegment extends Span {
  readonly revision: number;
}

/**
 * Writes blocks, and deletes the segments whose events are then all in R2 from D1. The index changes only if the blocks
 * that it replaces and the segments are still those that were read: an erasure that came between has changed them.
 *
 * @param segments those that the blocks were made of, all within one aligned `archiveEvents`
 * @param kept blocks that have the other events of these segments
 * @returns false if something was no longer as it was read
 */
export async function saveBlocks(
  archive: Archive,
  saves: readonly BlockSave[],
  { segments, kept }: { readonly segments: readonly ReadSegment[]; readonly kept: readonly BlockRow[] },
  attempt: Attempt,
): Promise<boolean> {
  const { database, conversationId } = archive;
  const blocks: Block[] = [];
  for (const { events, replaced, revision } of saves)
    blocks.push({
      conversationId,
      firstSeq: events[0]?.seq ?? 0,
      lastSeq: events.at(-1)?.seq ?? 0,
      objectKey: await putObject(archive, events, attempt),
      revision,
      replacedKey: replaced?.objectKey ?? "",
    });
  const keys = [...kept, ...blocks].map(({ objectKey }) => objectKey);
  const spans = [...kept, ...blocks, ...segments];
  const range = {
    firstSeq: Math.min(...spans.map(({ firstSeq }) => firstSeq)),
    lastSeq: Math.max(...spans.map(({ lastSeq }) => lastSeq)),
  };
  const inIndex = database
    .select({ objectKey: historyArchive.objectKey })
    .from(historyArchive)
    .where(overlapping(historyArchive, conversationId, range));
  const writes = [
    ...blocks.map((block) => takeBlock(database, block, segments)),
    ...blocks.flatMap((block) => settleObjects(database, block, attempt.now)),
    removeSegments(archive, segments, keys, range),
  ];
  const held = (await writeThenRead<{ objectKey: string }>(database, writes, [inIndex])).map(
    ({ objectKey }) => objectKey,
  );
  return keys.every((key) => held.includes(key));
}

interface Block extends BlockRow {
  /** "" for a new block: no key is. */
  readonly replacedKey: string;
}

/** The first seqs of those segments that are still as they were read, in SQL. */
function unchanged(conversationId: string, segments: readonly ReadSegment[]): SQL {
  const read = JSON.stringify(segments.map(({ firstSeq, lastSeq, revision }) => [firstSeq, lastSeq, revision]));
  return sql`
    SELECT kept.first_seq FROM json_each(${read}) AS seen JOIN history_segment AS kept
    ON kept.conversation_id = ${conversationId} AND kept.first_seq = json_extract(seen.value, '$[0]')
      AND kept.last_seq = json_extract(seen.value, '$[1]') AND kept.revision = json_extract(seen.value, '$[2]')`;
}

/** The index names the object, if its key is still pending and everything is as it was read. */
function takeBlock(database: DrizzleD1Database, block: Block, segments: readonly ReadSegment[]): BatchItem<"sqlite"> {
  const { conversationId, firstSeq, lastSeq, objectKey, revision, replacedKey } = block;
  const guarded = sql`
    SELECT ${conversationId}, ${firstSeq}, ${lastSeq}, ${objectKey}, ${revision}
    WHERE EXISTS (SELECT 1 FROM ${historyObject} WHERE ${isPending(block)})
    AND (SELECT count(*) FROM (${unchanged(conversationId, segments)})) = ${segments.length}`;
  return database
    .insert(historyArchive)
    .select(guarded)
    .onConflictDoUpdate({
      target: [historyArchive.conversationId, historyArchive.firstSeq],
      set: { lastSeq, objectKey, revision },
      setWhere: eq(historyArchive.objectKey, replacedKey),
    });
}

const isPending = ({ conversationId, objectKey }: Block): SQL | undefined =>
  and(
    eq(historyObject.conversationId, conversationId),
    eq(historyObject.objectKey, objectKey),
    eq(historyObject.state, "pending"),
  );

/**
 * If the index names the object, its note goes, and the one before it is noted: as replaced if its write has ended long
 * ago, as it nearly always has, else as dead. If the index does not name the object, it is dead.
 */
function settleObjects(database: DrizzleD1Database, block: Block, now: number): BatchItem<"sqlite">[] {
  const { conversationId, firstSeq, objectKey, replacedKey } = block;
  const isTaken = sql`EXISTS (
    SELECT 1 FROM ${historyArchive} WHERE ${historyArchive.conversationId} = ${conversationId}
      AND ${historyArchive.firstSeq} = ${firstSeq} AND ${historyArchive.objectKey} = ${objectKey})`;
  const dead = { state: "dead", at: now } as const;
  const noted = isWriteOver(replacedKey, now) ? ({ state: "replaced", at: now } as const) : dead;
  const replaced = database
    .insert(historyObject)
    .select(sql`SELECT ${conversationId}, ${replacedKey}, ${noted.state}, ${now} WHERE ${isTaken}`)
    .onConflictDoUpdate({ target: [historyObject.conversationId, historyObject.objectKey], set: noted });
  return [
    database.delete(historyObject).where(and(isPending(block), isTaken)),
    database.update(historyObject).set(dead).where(isPending(block)),
    ...(replacedKey === "" ? [] : [replaced]),
  ];
}

/** Deletes segments that are still as they were read, if the index names all of these objects. */
function removeSegments(
  { database, conversationId }: Archive,
  segments: readonly ReadSegment[],
  keys: readonly string[],
  range: Span,
): BatchItem<"sqlite"> {
  const named = sql`(
    SELECT count(*) FROM ${historyArchive} WHERE ${overlapping(historyArchive, conversationId, range)}
      AND ${historyArchive.objectKey} IN (SELECT value FROM json_each(${JSON.stringify(keys)})))`;
  return database
    .delete(historySegment)
    .where(
      and(
        eq(historySegment.conversationId, conversationId),
        sql`${historySegment.firstSeq} IN (${unchanged(conversationId, segments)})`,
        sql`${named} = ${keys.length}`,
      ),
    );
}

// Blocks of old segments in R2, and the index in D1 that says which object is valid.
import { and, desc, eq, gte, lt, lte } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import {
  archiveEvents,
  packEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";

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
  readonly grown: BlockRow | null;
}

/**
 * Writes blocks, then deletes the segments whose events are now all in R2 from D1.
 *
 * @param segments those from `first` to `last`, by first seq; a segment that has since grown beyond `heldSeq` is kept
 */
export async function saveBlocks(
  { database, bucket, conversationId }: Archive,
  blocks: readonly BlockSave[],
  segments: { readonly first: number; readonly last: number; readonly heldSeq: number },
): Promise<void> {
  const rows = blocks.map(({ events }) => {
    const [firstSeq, lastSeq] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
    return { conversationId, firstSeq, lastSeq, objectKey: `history/${conversationId}/${firstSeq}-${lastSeq}.json.gz` };
  });
  // The objects are written first, under new names. Only the index makes them valid; it changes in one step and never
  // goes back. So an attempt that was given up and arrives late removes nothing.
  for (const [index, { events }] of blocks.entries())
    await bucket.put(rows[index]?.objectKey ?? "", await gzip(packEvents(events)));
  const upserts = rows.map((row) =>
    database
      .insert(historyArchive)
      .values(row)
      .onConflictDoUpdate({
        target: [historyArchive.conversationId, historyArchive.firstSeq],
        set: { lastSeq: row.lastSeq, objectKey: row.objectKey },
        setWhere: lte(historyArchive.lastSeq, row.lastSeq),
      }),
  );
  const removal = database
    .delete(historySegment)
    .where(
      and(
        eq(historySegment.conversationId, conversationId),
        gte(historySegment.firstSeq, segments.first),
        lte(historySegment.firstSeq, segments.last),
        lte(historySegment.lastSeq, segments.heldSeq),
      ),
    );
  await database.batch([removal, ...upserts]);
  for (const [index, { grown }] of blocks.entries())
    if (grown !== null && grown.objectKey !== rows[index]?.objectKey) await bucket.delete(grown.objectKey);
}

export const gzip = (text: string): Promise<ArrayBuffer> =>
  new Response(new Response(text).body?.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();

export const gunzip = (bytes: ArrayBuffer): Promise<string> =>
  new Response(new Response(bytes).body?.pipeThrough(new DecompressionStream("gzip"))).text();

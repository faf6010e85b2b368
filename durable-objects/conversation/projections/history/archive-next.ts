// One step of archiving: which segments go into which block. Called again until no old segment is left.
import { and, asc, eq, gt, gte, lte, sql } from "drizzle-orm";
import {
  archiveEvents,
  firstSeqOf,
  fullBlockBytes,
  packedBytes,
  packedHead,
  packEvents,
  segmentEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { withErased } from "../../../../schema/history/tombstone.ts";
import { historySegment } from "../../../../schema/tables/history/tables.ts";
import { logError } from "../../../runtime/logger.ts";
import {
  blocksFrom,
  loadBlock,
  newestArchived,
  saveBlocks,
  type Archive,
  type BlockRow,
  type BlockSave,
  type ReadSegment,
} from "./archive-blocks.ts";
import type { Attempt } from "./attempt.ts";

/** A segment without its events. */
interface Listed {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly lastAt: number;
  readonly bytes: number;
}

/** Segments that one step looks at. */
const maxListed = 64;

export interface Archived {
  /** The last seq that this step handled. */
  readonly handledSeq: number;
  /** The newest seq in R2 that this step has seen. */
  readonly archivedSeq: number;
  /** Segments that this step has left behind, or found after what it handled, if it handled nothing. */
  readonly left: { readonly bytes: number; readonly oldestAt: number | null };
}

/** See HistoryStore.archive. */
export async function archiveNext(
  archive: Archive,
  afterSeq: number,
  beforeMs: number,
  attempt: Attempt,
): Promise<Archived> {
  const listed = await listSegments(archive, afterSeq);
  const { passed, taken } = takeForOneBlock(listed, beforeMs);
  const left = {
    bytes: bytesOf(passed),
    oldestAt: passed[0]?.lastAt ?? null,
  };
  const [first] = taken;
  if (first === undefined) return { handledSeq: afterSeq, archivedSeq: await newestArchived(archive), left };
  const blocks = await blocksFrom(archive, firstSeqOf(first.firstSeq, archiveEvents));
  const { events, readable } = await loadSegments(archive, taken);
  const done = readable.at(-1);
  if (done !== undefined) await moveToBlocks(archive, { events, segments: readable, blocks }, attempt);
  // An unreadable segment ends a step; if it is the first, the step skips it.
  const handled = done ?? first;
  return {
    handledSeq: handled.lastSeq,
    archivedSeq: Math.max(done?.lastSeq ?? 0, blocks.at(-1)?.lastSeq ?? 0),
    left,
  };
}

interface Moved {
  readonly events: readonly HistoryEvent[];
  /** Those that the events are from. */
  readonly segments: readonly ReadSegment[];
  /** All that are within the same aligned `archiveEvents`. */
  readonly blocks: readonly BlockRow[];
}

async function moveToBlocks(archive: Archive, { events, segments, blocks }: Moved, attempt: Attempt): Promise<void> {
  const revision = Math.max(attempt.revision, ...segments.map((segment) => segment.revision));
  const missing = events.filter(({ seq }) => !blocks.some((block) => block.firstSeq <= seq && seq <= block.lastSeq));
  const saves: BlockSave[] = [];
  for (const run of runsOf(missing)) {
    const grown = await growBlock(archive, blocks, run);
    saves.push({
      ...grown,
      // Whatever was erased since the segments or the block were written.
      events: withErased(grown.events, attempt.erased),
      revision: Math.max(revision, grown.replaced?.revision ?? 0),
    });
  }
  const replaced = new Set(saves.map((save) => save.replaced));
  const holdsSome = ({ firstSeq, lastSeq }: BlockRow): boolean =>
    events.some(({ seq }) => firstSeq <= seq && seq <= lastSeq);
  const kept = blocks.filter((block) => holdsSome(block) && !replaced.has(block));
  if (!(await saveBlocks(archive, saves, { segments, kept }, attempt)))
    throw new Error("the tiers have changed while segments were archived");
}

/** Segments after `afterSeq`, oldest first. */
const listSegments = ({ database, conversationId }: Archive, afterSeq: number): Promise<Listed[]> =>
  database
    .select({
      firstSeq: historySegment.firstSeq,
      lastSeq: historySegment.lastSeq,
      lastAt: historySegment.lastAt,
      // Without the spaces that let it fill its pages: see segment-body.ts.
      bytes: sql<number>`length(CAST(ltrim(substr(${historySegment.body}, ${packedHead.length + 2})) AS BLOB))`,
    })
    .from(historySegment)
    .where(
      and(
        eq(historySegment.conversationId, conversationId),
        gt(historySegment.firstSeq, afterSeq - segmentEvents),
        gt(historySegment.lastSeq, afterSeq),
      ),
    )
    .orderBy(asc(historySegment.firstSeq))
    .limit(maxListed)
    .all();

/**
 * The oldest segments that fill a block, or are old enough for one that is not full. What is before them is passed over:
 * the rest before a gap, which waits for its age.
 */
function takeForOneBlock(
  listed: readonly Listed[],
  beforeMs: number,
): { readonly passed: readonly Listed[]; readonly taken: readonly Listed[] } {
  const passed: Listed[] = [];
  for (const run of runsForBlocks(listed)) {
    const young = run.findIndex(({ lastAt }) => lastAt >= beforeMs);
    const taken = young === -1 || isFullBlock(run, listed) ? run : run.slice(0, young);
    if (taken.length > 0) return { passed, taken };
    passed.push(...run);
  }
  return { passed, taken: [] };
}

/** Segments that follow each other without a gap, within one aligned `archiveEvents`, until a block is full. */
function* runsForBlocks(listed: readonly Listed[]): Generator<readonly Listed[]> {
  let run: Listed[] = [];
  for (const segment of listed) {
    const before = run.at(-1);
    const follows =
      before === undefined ||
      (segment.firstSeq <= before.lastSeq + 1 &&
        firstSeqOf(segment.firstSeq, archiveEvents) === firstSeqOf(before.firstSeq, archiveEvents) &&
        bytesOf(run) < fullBlockBytes);
    if (!follows) {
      yield run;
      run = [];
    }
    run.push(segment);
  }
  if (run.length > 0) yield run;
}

const bytesOf = (segments: readonly Listed[]): number => segments.reduce((sum, { bytes }) => sum + bytes, 0);

/** The newest segment is still written again as it fills, unless it is as long as one can be. */
function isFullBlock(run: readonly Listed[], listed: readonly Listed[]): boolean {
  const last = run.at(-1);
  if (last === undefined) return false;
  if (last.lastSeq % archiveEvents === 0) return true;
  const isFinal = last !== listed.at(-1) || last.lastSeq % segmentEvents === 0;
  return isFinal && bytesOf(run) >= fullBlockBytes;
}

/** Loads the segments up to the first that cannot be read, or is gone. */
async function loadSegments(
  { database, conversationId }: Archive,
  taken: readonly Listed[],
): Promise<{ events: HistoryEvent[]; readable: readonly ReadSegment[] }> {
  const [first, last] = [taken[0]?.firstSeq ?? 0, taken.at(-1)?.firstSeq ?? 0];
  const { firstSeq, lastSeq, revision, body } = historySegment;
  const rows = await database
    .select({ firstSeq, lastSeq, revision, body })
    .from(historySegment)
    .where(
      and(
        eq(historySegment.conversationId, conversationId),
        gte(historySegment.firstSeq, first),
        lte(historySegment.firstSeq, last),
      ),
    )
    .all();
  const byFirstSeq = new Map(rows.map((row) => [row.firstSeq, row]));
  const bySeq = new Map<number, HistoryEvent>();
  const readable: ReadSegment[] = [];
  for (const segment of taken) {
    const row = byFirstSeq.get(segment.firstSeq);
    if (row === undefined) break;
    try {
      for (const event of unpackEvents(row.body)) bySeq.set(event.seq, event);
    } catch (cause) {
      if (readable.length === 0) logUnreadable("segment not archived", cause, conversationId, segment);
      break;
    }
    readable.push({ firstSeq: row.firstSeq, lastSeq: row.lastSeq, revision: row.revision });
  }
  return { events: [...bySeq.values()].toSorted((a, b) => a.seq - b.seq), readable };
}

/** Splits events into runs without gaps. */
function runsOf(events: readonly HistoryEvent[]): HistoryEvent[][] {
  const runs: HistoryEvent[][] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run?.at(-1)?.seq === event.seq - 1) run.push(event);
    else runs.push([event]);
  }
  return runs;
}

/**
 * Appends the events to the block that they continue. If it is full or unreadable, the events start a block of their
 * own.
 */
async function growBlock(
  { bucket, conversationId }: Archive,
  blocks: readonly BlockRow[],
  events: readonly HistoryEvent[],
): Promise<Omit<BlockSave, "revision">> {
  const alone = { events, replaced: null };
  const block = blocks.find(({ lastSeq }) => lastSeq + 1 === events[0]?.seq);
  if (block === undefined) return alone;
  try {
    const earlier = await loadBlock(bucket, block);
    const isWhole = earlier[0]?.seq === block.firstSeq && earlier.at(-1)?.seq === block.lastSeq;
    const isFull = packedBytes(packEvents(earlier)) >= fullBlockBytes;
    return isWhole && !isFull ? { events: [...earlier, ...events], replaced: block } : alone;
  } catch (cause) {
    logUnreadable("block not read", cause, conversationId, block);
    return alone;
  }
}

const logUnreadable = (
  message: string,
  cause: unknown,
  conversationId: string,
  { firstSeq, lastSeq }: Pick<Listed, "firstSeq" | "lastSeq">,
): void => logError(message, cause, { conversationId, firstSeq, lastSeq });

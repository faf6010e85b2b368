// Overwrites erased events in both tiers, and reads them back.
//
// A round reads every segment and block that has one of the events, and overwrites what is not as it should be. The
// erasure has ended when a round finds nothing to overwrite: from then on whatever holds the event is of a revision that
// no earlier state of the log replaces.
import { and, eq } from "drizzle-orm";
import {
  firstSeqOf,
  packEvents,
  segmentEvents,
  unpackEvents,
  type HistoryEvent,
} from "../../../../schema/history/packed-events.ts";
import { isTombstone, withErased } from "../../../../schema/history/tombstone.ts";
import { historyArchive, historySegment } from "../../../../schema/tables/history/tables.ts";
import { loadBlock, saveBlocks, type Archive, type BlockRow, type ReadSegment } from "./archive-blocks.ts";
import type { Attempt } from "./attempt.ts";
import type { HistorySource } from "./history-source.ts";
import { withBlanks } from "./segment-body.ts";
import { overlapping, saveSegments } from "./segments.ts";

export type ErasureSource = Pick<HistorySource, "headSeq" | "events" | "rows" | "revision" | "erased">;

/** Others may change the tiers meanwhile, each round needs one more; so many in a row do not happen. */
const maxRounds = 6;

/**
 * @param seqs erased events within one aligned `archiveEvents`
 * @throws Error when a tier fails, or when something that may hold one of the events cannot be read
 */
export async function eraseEvents(
  archive: Archive,
  source: ErasureSource,
  seqs: readonly number[],
  clock: Pick<Attempt, "now" | "signal">,
): Promise<void> {
  for (let round = 0; round < maxRounds; round++) if (await eraseRound(archive, source, seqs, clock)) return;
  throw new Error("the tiers change faster than an event can be erased");
}

/** @returns whether it found nothing to overwrite */
export async function eraseRound(
  archive: Archive,
  source: ErasureSource,
  seqs: readonly number[],
  clock: Pick<Attempt, "now" | "signal">,
): Promise<boolean> {
  const attempt = { ...clock, revision: source.revision(), erased: new Set([...source.erased(), ...seqs]) };
  const { segments, blocks } = await listParts(archive, seqs);
  const held = new Set<number>();
  let isClean = true;
  for (const segment of segments) {
    const outcome = await eraseInSegment(archive, source, segment, attempt);
    for (const seq of outcome.held) held.add(seq);
    isClean &&= outcome.isClean;
  }
  for (const block of blocks) {
    const outcome = await eraseInBlock(archive, source, block, attempt);
    for (const seq of outcome.held) held.add(seq);
    isClean &&= outcome.isClean;
  }
  // Written even though history is not due yet: a write of the log's earlier state that is under way must find it.
  const unheld = new Set(seqs.filter((seq) => !held.has(seq)).map((seq) => firstSeqOf(seq, segmentEvents)));
  for (const firstSeq of unheld) await writeSegment(archive, source, firstSeq);
  return isClean && unheld.size === 0;
}

/** What one segment or block has of the events. */
interface Outcome {
  readonly held: readonly number[];
  /** Nothing had to be overwritten. */
  readonly isClean: boolean;
}

/** The segments, without their events, and the blocks that have one of these events. */
async function listParts(
  { database, conversationId }: Archive,
  seqs: readonly number[],
): Promise<{ segments: ReadSegment[]; blocks: BlockRow[] }> {
  const range = { firstSeq: Math.min(...seqs), lastSeq: Math.max(...seqs) };
  const { firstSeq, lastSeq, revision } = historySegment;
  const [segments, blocks] = await database.batch([
    database
      .select({ firstSeq, lastSeq, revision })
      .from(historySegment)
      .where(overlapping(historySegment, conversationId, range)),
    database
      .select()
      .from(historyArchive)
      .where(overlapping(historyArchive, conversationId, range)),
  ]);
  const holdsOne = (part: ReadSegment): boolean => seqs.some((seq) => part.firstSeq <= seq && seq <= part.lastSeq);
  return { segments: segments.filter(holdsOne), blocks: blocks.filter(holdsOne) };
}

/** Keeps the row's key and range, whatever its events would be cut into now. */
async function eraseInSegment(
  { database, conversationId }: Archive,
  source: ErasureSource,
  listed: ReadSegment,
  attempt: Attempt,
): Promise<Outcome> {
  const isThis = and(
    eq(historySegment.conversationId, conversationId),
    eq(historySegment.firstSeq, listed.firstSeq),
    eq(historySegment.lastSeq, listed.lastSeq),
    eq(historySegment.revision, listed.revision),
  );
  const [row] = await database.select().from(historySegment).where(isThis).all();
  // Changed or archived since: the next round sees what it has become.
  if (row === undefined) return { held: erasedWithin(listed, attempt), isClean: false };
  const events = await readOr(async () => unpackEvents(row.body), source, listed);
  const held = heldOf(events, attempt);
  if (isErased(events, attempt) && listed.revision >= attempt.revision) return { held, isClean: true };
  const revision = Math.max(row.revision, attempt.revision);
  const { body } = withBlanks({ ...row, revision, body: packEvents(withErased(events, attempt.erased)) }, row);
  await database.update(historySegment).set({ body, revision }).where(isThis);
  return { held, isClean: false };
}

async function eraseInBlock(
  archive: Archive,
  source: ErasureSource,
  block: BlockRow,
  attempt: Attempt,
): Promise<Outcome> {
  const events = await readOr(() => loadWhole(archive, block), source, block);
  const held = heldOf(events, attempt);
  if (isErased(events, attempt) && block.revision >= attempt.revision) return { held, isClean: true };
  const revision = Math.max(block.revision, attempt.revision);
  const save = { events: withErased(events, attempt.erased), replaced: block, revision };
  await saveBlocks(archive, [save], { segments: [], kept: [] }, attempt);
  return { held, isClean: false };
}

/** Writes the aligned segment that begins at `firstSeq` as the log has it. */
async function writeSegment(
  { database, conversationId }: Archive,
  source: ErasureSource,
  firstSeq: number,
): Promise<void> {
  const revision = source.revision();
  const rows = source.rows(firstSeq - 1, Math.min(firstSeq + segmentEvents - 1, source.headSeq()));
  if (rows[0]?.firstSeq !== firstSeq) throw new Error(`neither log nor history has the segment at ${firstSeq}`);
  await saveSegments(database, conversationId, rows, revision);
}

const erasedWithin = ({ firstSeq, lastSeq }: ReadSegment, { erased }: Attempt): number[] =>
  [...erased].filter((seq) => firstSeq <= seq && seq <= lastSeq);

const heldOf = (events: readonly HistoryEvent[], { erased }: Attempt): number[] =>
  events.map(({ seq }) => seq).filter((seq) => erased.has(seq));

const isErased = (events: readonly HistoryEvent[], { erased }: Attempt): boolean =>
  events.every((event) => !erased.has(event.seq) || event.clientMsgId === "" || isTombstone(event));

/** @throws Error when the object is missing, damaged or too short */
async function loadWhole({ bucket }: Archive, block: BlockRow): Promise<HistoryEvent[]> {
  const events = await loadBlock(bucket, block);
  if (events[0]?.seq === block.firstSeq && events.at(-1)?.seq === block.lastSeq) return events;
  throw new Error(`the archive lacks a part of ${block.objectKey}`);
}

/** What cannot be read is made anew of the log, if that still has all of it. @throws the error of `read` if not */
async function readOr(
  read: () => Promise<HistoryEvent[]>,
  source: ErasureSource,
  { firstSeq, lastSeq }: ReadSegment,
): Promise<HistoryEvent[]> {
  try {
    return await read();
  } catch (cause) {
    const events = source.events(firstSeq - 1, lastSeq);
    if (events.length === lastSeq - firstSeq + 1) return events;
    throw cause;
  }
}

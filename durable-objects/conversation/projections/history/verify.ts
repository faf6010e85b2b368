// Compares a conversation's history with its log, event by event. For operators; off the message's way.
//
// Each report covers one part of the log, with one page in memory at a time. The log continues meanwhile: what it holds
// is read after the tiers, and which events the tiers must have is decided before.
import type { HistoryEvent } from "../../../../schema/history/packed-events.ts";
import { storedHash } from "../../../../schema/history/body-hash.ts";
import { isTombstone } from "../../../../schema/history/tombstone.ts";
import type { HistoryReport } from "../../../../schema/protocol/http-history.ts";
import type { ConversationId } from "../../../../schema/protocol/ids.ts";
import { hashBody } from "../../../runtime/text.ts";
import type { DroppedSubmission } from "../../log/dropped-ids.ts";
import type { HistorySource } from "./history-source.ts";
import { FaultList } from "./fault-list.ts";
import type { StoredHistory, StoredPart } from "./stored-history.ts";

/** What verification needs from the log, beyond what history does. */
export interface VerifiedLog extends HistorySource {
  floorSeq(): number;
  /** For each of these events, in seq order: what the log still knows of it after it was dropped, or null. */
  findDropped(events: readonly HistoryEvent[]): readonly (DroppedSubmission | null)[];
}

/** How far history says it has come, and whether it is overdue. */
export interface VerifiedProgress {
  readonly projectedSeq: number;
  readonly archivedSeq: number;
  readonly isLate: boolean;
}

/** What is compared with the tiers. */
type ComparedLog = Pick<
  VerifiedLog,
  "conversationId" | "headSeq" | "floorSeq" | "events" | "findDropped" | "erased" | "erasedIn"
>;

/**
 * Events compared at once, small enough that the largest fit into memory packed and unpacked. Also the events of one
 * report.
 */
const pageEvents = 256;
const partEvents = 4_096;

/**
 * Checks the events after `afterSeq`, up to the size of one report.
 *
 * @throws the error of a tier that does not answer
 */
export async function verifyHistory(
  log: ComparedLog,
  stored: StoredHistory,
  progress: VerifiedProgress,
  afterSeq: number,
): Promise<HistoryReport> {
  const { conversationId } = log;
  const { projectedSeq, archivedSeq, isLate } = progress;
  // What the log has dropped must be in history, whatever its progress says.
  const dueSeq = Math.max(projectedSeq, log.floorSeq());
  const faults = new FaultList();
  // Fixed at the start: a log that keeps growing must not make verification endless.
  const lastSeq = log.headSeq();
  const throughSeq = Math.min(lastSeq, afterSeq + partEvents);
  for (let after = afterSeq; after < throughSeq;) {
    const through = Math.min(throughSeq, after + pageEvents);
    // The tiers may follow an erasure just after they were read, and an event may be erased just then.
    const erasing = log.erased();
    const parts = await stored.parts(conversationId, after, through);
    const page = { after, through, dueSeq, isLate, erasing: new Set([...erasing, ...log.erased()]) };
    comparePage(log, parts, page, faults);
    after = through;
  }
  const isLast = throughSeq === lastSeq;
  if (isLast) {
    const newest = await stored.newestSeqs(conversationId);
    const headSeq = log.headSeq();
    for (const tier of ["d1", "r2"] as const) faults.add("ahead", tier, headSeq + 1, newest[tier]);
    faults.add("ahead", "history", headSeq + 1, projectedSeq);
    if (isLate || projectedSeq < log.floorSeq()) faults.add("behind", "history", projectedSeq + 1, headSeq);
  }
  return {
    conversationId,
    headSeq: log.headSeq(),
    floorSeq: log.floorSeq(),
    projectedSeq,
    archivedSeq,
    checked: Math.max(0, Math.min(throughSeq, dueSeq) - afterSeq),
    faults: faults.list,
    moreFaults: faults.isFull,
    after: isLast ? null : throughSeq,
  };
}

/**
 * Checks a conversation that stores nothing: nobody made it, or what it stored was lost. Whatever the tiers have of it
 * is a fault.
 *
 * @throws the error of a tier that does not answer
 */
export const verifyWithoutLog = (conversationId: ConversationId, stored: StoredHistory): Promise<HistoryReport> => {
  const log: ComparedLog = {
    conversationId,
    headSeq: () => 0,
    floorSeq: () => 0,
    events: () => [],
    findDropped: (events) => events.map(() => null),
    erased: () => [],
    erasedIn: () => new Set(),
  };
  return verifyHistory(log, stored, { projectedSeq: 0, archivedSeq: 0, isLate: false }, 0);
};

interface Page {
  readonly after: number;
  readonly through: number;
  readonly dueSeq: number;
  readonly isLate: boolean;
  /** Events whose erasure the tiers need not have followed. */
  readonly erasing: ReadonlySet<number>;
}

/** No `await`: the floor and the events are of the same moment. */
function comparePage(log: ComparedLog, parts: readonly StoredPart[], page: Page, faults: FaultList): void {
  const { after, through, dueSeq } = page;
  const floorSeq = Math.min(Math.max(log.floorSeq(), after), through);
  const inLog = new Map(log.events(floorSeq, through).map((event) => [event.seq, event]));
  for (let seq = floorSeq + 1; seq <= through; seq++) if (!inLog.has(seq)) faults.add("missing", "log", seq, seq);

  const present = new Set<number>();
  for (const { tier, firstSeq, lastSeq, events } of parts) {
    const [first, last] = [Math.max(firstSeq, after + 1), Math.min(lastSeq, through)];
    if (events === null) {
      faults.add("unreadable", tier, first, last);
      // Counted as present, so that they are not reported as missing too.
      for (let seq = first; seq <= last; seq++) present.add(seq);
      continue;
    }
    const own = events.filter(({ seq }) => seq >= first && seq <= last);
    for (const { seq } of own) present.add(seq);
    const erased = log.erasedIn(after, Math.min(floorSeq, through));
    const dropped = own.filter(({ seq }) => seq <= floorSeq);
    const known = new Map(log.findDropped(dropped).map((one, index) => [dropped[index]?.seq, one]));
    for (const event of own) {
      const { seq } = event;
      const isRight =
        seq > floorSeq ? isSame(event, inLog.get(seq)) : isKnown(event, known.get(seq) ?? null, erased.has(seq));
      if (isRight) continue;
      if (!page.erasing.has(seq)) faults.add("different", tier, seq, seq);
      else if (page.isLate) faults.add("behind", tier, seq, seq);
    }
  }
  for (let seq = after + 1; seq <= Math.min(through, dueSeq); seq++)
    if (!present.has(seq)) faults.add("missing", "history", seq, seq);
}

/** An event that the log itself lacks was already reported. */
const isSame = (one: HistoryEvent, other: HistoryEvent | undefined): boolean =>
  other === undefined ||
  (one.createdAt === other.createdAt &&
    one.senderId === other.senderId &&
    one.clientMsgId === other.clientMsgId &&
    one.bodyHash === other.bodyHash &&
    one.body === other.body);

/** Of an erased event nothing but its tombstone is right: the hash of its body was wiped everywhere. */
const isKnown = (event: HistoryEvent, known: DroppedSubmission | null, isErased: boolean): boolean =>
  known !== null &&
  known.seq === event.seq &&
  known.createdAt === event.createdAt &&
  (isErased
    ? isTombstone(event)
    : known.hasBodyHash(event.bodyHash) && hashBody(event.body) === storedHash(event.bodyHash));

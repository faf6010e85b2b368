// Finds the earlier commit of a `clientMsgId` without an index: by the time inside the id, along the sender's own
// chain.
//
// Let t be the id's time, c the commit's `createdAt`, L the clock leeway and A `lateAfterMs`. CLOCK_AHEAD guarantees c
// ≥ t − L. If c ≤ t + A, the message lies in the window [t − L, t + A] of the log. Otherwise its commit also wrote a
// row of `submitted`. So a repeat is found however late it comes, by reading one window of the sender's own messages.
import { uuidV7TimeMs, type ClientMsgId, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { submittedHash } from "../../../schema/history/body-hash.ts";
import { isWipedHash } from "../../../schema/history/tombstone.ts";
import type { EventMeta, EventStore } from "./event-store.ts";
import { findOwn, lastOwnSeq, type OwnChain } from "../readers/readers.ts";

const { clientClockLeewayMs, lateAfterMs } = wireLimits;

/** A committed message, with the fields that a repeat must match. */
export interface Submission {
  readonly seq: number;
  readonly createdAt: number;
  readonly hasBodyHash: (bodyHash: string) => boolean;
}

/**
 * What the id alone determines: `fresh` ids are found in memory, `late` ones cost a search, `untimed` ones a table row.
 */
export type IdKind = "fresh" | "late" | "untimed" | "ahead";

/** `timeMs`: the time inside the id, 0 if it has none. */
export interface IdAge {
  readonly kind: IdKind;
  readonly timeMs: number;
}

export function ageOf(clientMsgId: ClientMsgId, nowMs: number): IdAge {
  const timeMs = uuidV7TimeMs(clientMsgId);
  if (timeMs === null) return { kind: "untimed", timeMs: 0 };
  if (timeMs > nowMs + clientClockLeewayMs) return { kind: "ahead", timeMs };
  return { kind: nowMs - timeMs > lateAfterMs ? "late" : "fresh", timeMs };
}

/**
 * The newest seq whose `createdAt` is at most `timeMs`; `floorSeq` if all above it are younger. Binary search works
 * because `createdAt` never falls.
 */
function seqAtTime(floorSeq: number, headSeq: number, timeMs: number, createdAtOf: (seq: number) => number): number {
  let [low, high] = [floorSeq, headSeq];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (createdAtOf(middle) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The log as committed, without what the running flush has added. */
export interface CommittedLog {
  /** The sender's chain. */
  readonly own: OwnChain;
  readonly headSeq: number;
  /** Never falls. */
  readonly nowMs: number;
}

/**
 * One sender's recent messages in memory: all with a `createdAt` of at least `coveredFromMs`.
 *
 * Nearly every id is new, so that must be seen at once: it sorts after all that are older than the newest few thousand
 * (UUIDv7 sorts by time), and is not among those. Only an id that does not is looked for in `indexed`, which is made of
 * the log when it is needed.
 */
interface RecentOfSender {
  coveredFromMs: number;
  /** The sender's next older message that has not been read yet. */
  nextSeq: number;
  /** Oldest first, so that pruning looks at no more than it removes. */
  indexed: Map<ClientMsgId, number>;
  /** The newest message in `indexed`. */
  indexedSeq: number;
  indexedSincePrune: number;
  /** The newest messages, in two generations. */
  young: Generation;
  older: Generation;
  /** No message that is in neither generation has a later id. */
  leftId: string;
}

interface Generation {
  readonly seqs: Map<ClientMsgId, number>;
  lastId: string;
}

/** Fresh ids never look further back than this. */
const horizonOf = ({ nowMs }: CommittedLog): number => nowMs - lateAfterMs - clientClockLeewayMs;

const newGeneration = (): Generation => ({ seqs: new Map(), lastId: "" });
/** UUIDs are of either case. */
const sortKey = (clientMsgId: ClientMsgId): string => clientMsgId.toLowerCase();
const laterOf = (one: string, other: string): string => (one > other ? one : other);

const maxYoung = 2_048;
const pruneEvery = 1_024;

export const toSubmission = ({
  seq,
  createdAt,
  bodyHash,
}: Pick<EventMeta, "seq" | "createdAt" | "bodyHash">): Submission => ({
  seq,
  createdAt,
  // A repeat of an erased message is acked, whatever it says now.
  hasBodyHash: (other) => other === submittedHash(bodyHash) || isWipedHash(bodyHash),
});

export class Submissions {
  readonly #store: EventStore;
  readonly #recent = new Map<UserId, RecentOfSender>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** The committed message with this id, or null. */
  find(senderId: UserId, clientMsgId: ClientMsgId, { kind, timeMs }: IdAge, log: CommittedLog): Submission | null {
    if (kind === "untimed") return this.#findNoted(senderId, clientMsgId);
    if (kind === "late")
      return this.#findNoted(senderId, clientMsgId) ?? this.#findInWindow(senderId, clientMsgId, timeMs, log);
    const recent = this.#covered(senderId, timeMs - clientClockLeewayMs, log);
    const young = recent.young.seqs.get(clientMsgId) ?? recent.older.seqs.get(clientMsgId);
    if (young === undefined && sortKey(clientMsgId) > recent.leftId) return null;
    const seq = young ?? this.#indexed(recent, log).get(clientMsgId);
    return seq === undefined ? null : toSubmission(this.#store.event(seq));
  }

  /** Remembers a fresh id that a flush has committed. Reads nothing, because nothing may fail after the commit. */
  remember(senderId: UserId, clientMsgId: ClientMsgId, seq: number): void {
    const recent = this.#recent.get(senderId);
    if (recent === undefined) return; // the next look-up reads it from the log
    recent.young.seqs.set(clientMsgId, seq);
    recent.young.lastId = laterOf(recent.young.lastId, sortKey(clientMsgId));
    if (recent.young.seqs.size < maxYoung) return;
    recent.leftId = laterOf(recent.leftId, recent.older.lastId);
    [recent.young, recent.older] = [newGeneration(), recent.young];
  }

  #findNoted(senderId: UserId, clientMsgId: ClientMsgId): Submission | null {
    const seq = this.#store.findSubmitted(senderId, clientMsgId);
    if (seq === null) return null;
    if (seq <= this.#store.floorSeq) return this.#store.dropped.findAt(seq, senderId, clientMsgId);
    return toSubmission(this.#store.event(seq));
  }

  #seqAtTime(headSeq: number, timeMs: number): number {
    return seqAtTime(this.#store.floorSeq, headSeq, timeMs, (seq) => this.#store.createdAtOf(seq));
  }

  #findInWindow(
    senderId: UserId,
    clientMsgId: ClientMsgId,
    timeMs: number,
    { own, headSeq }: CommittedLog,
  ): Submission | null {
    const [fromMs, toMs] = [timeMs - clientClockLeewayMs, timeMs + lateAfterMs];
    const newest = this.#seqAtTime(headSeq, toMs);
    let { at } = findOwn(own, newest, (seq) => this.#store.links(seq));
    while (at > this.#store.floorSeq) {
      const event = this.#store.event(at);
      if (event.createdAt < fromMs) return null;
      if (event.clientMsgId === clientMsgId) return toSubmission(event);
      at = event.prev;
    }
    return this.#store.dropped.find(senderId, clientMsgId, fromMs, toMs);
  }

  #covered(senderId: UserId, fromMs: number, log: CommittedLog): RecentOfSender {
    let recent = this.#recent.get(senderId);
    if (recent === undefined) {
      const lastSeq = lastOwnSeq(log.own);
      recent = {
        coveredFromMs: Number.POSITIVE_INFINITY,
        nextSeq: lastSeq,
        indexed: new Map(),
        indexedSeq: lastSeq,
        indexedSincePrune: 0,
        young: newGeneration(),
        older: newGeneration(),
        leftId: "",
      };
      this.#recent.set(senderId, recent);
    }
    if (fromMs >= recent.coveredFromMs) return recent;
    const before: [ClientMsgId, number][] = [];
    while (recent.nextSeq > this.#store.floorSeq) {
      const event = this.#store.event(recent.nextSeq);
      if (event.createdAt < fromMs) break;
      recent.nextSeq = event.prev;
      // Only ids with a time are looked for here, and any other might sort after them all.
      if (uuidV7TimeMs(event.clientMsgId) === null) continue;
      before.push([event.clientMsgId, event.seq]);
      recent.leftId = laterOf(recent.leftId, sortKey(event.clientMsgId));
    }
    if (before.length > 0) recent.indexed = new Map([...before.toReversed(), ...recent.indexed]);
    recent.coveredFromMs = fromMs;
    return recent;
  }

  /** Adds what was committed since it was asked for last, from the log. */
  #indexed(recent: RecentOfSender, log: CommittedLog): ReadonlyMap<ClientMsgId, number> {
    const lastSeq = lastOwnSeq(log.own);
    const since: [ClientMsgId, number][] = [];
    const horizonMs = horizonOf(log);
    for (let seq = lastSeq; seq > recent.indexedSeq && seq > this.#store.floorSeq;) {
      const event = this.#store.event(seq);
      if (event.createdAt < horizonMs) break;
      since.push([event.clientMsgId, seq]);
      seq = event.prev;
    }
    for (const [clientMsgId, seq] of since.toReversed()) recent.indexed.set(clientMsgId, seq);
    recent.indexedSeq = lastSeq;
    recent.indexedSincePrune += since.length;
    if (recent.indexedSincePrune >= pruneEvery) this.#prune(recent, log);
    return recent.indexed;
  }

  #prune(recent: RecentOfSender, log: CommittedLog): void {
    const horizonMs = horizonOf(log);
    const lastToGo = this.#seqAtTime(log.headSeq, horizonMs - 1);
    for (const [clientMsgId, seq] of recent.indexed) {
      if (seq > lastToGo) break;
      recent.indexed.delete(clientMsgId);
    }
    recent.coveredFromMs = Math.max(recent.coveredFromMs, horizonMs);
    recent.indexedSincePrune = 0;
  }
}

// Finds an earlier commit of the same clientMsgId without an index: by the time inside the id, along the sender's own chain.
//
// With t the id's time, c the commit's `createdAt`, L the clock leeway and A `lateAfterMs`: CLOCK_AHEAD keeps c ≥ t − L.
// If c ≤ t + A, the message lies in the window [t − L, t + A] of the log; otherwise its commit also wrote a row of
// `submitted`. So a repeat is found however late it comes, by reading one window of the sender's own messages.
import { uuidV7TimeMs, type ClientMsgId, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { EventStore, SubmittedEvent } from "./event-store.ts";
import { findOwn, lastOwnSeq, type OwnChain } from "../readers/readers.ts";

const { clientClockLeewayMs, lateAfterMs } = wireLimits;

/** A committed message, as a repeat must match it. */
export interface Submission {
  readonly seq: number;
  readonly createdAt: number;
  readonly hasBodyHash: (bodyHash: string) => boolean;
}

/** What the id alone says: `fresh` ids are found through memory, `late` ones cost a search, `untimed` ones a table row. */
export type IdKind = "fresh" | "late" | "untimed" | "ahead";

/** `timeMs`: what the id says of its time, 0 if nothing. */
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

/** The newest seq whose `createdAt` is at most `timeMs`; `floorSeq` when all above it are younger. Binary search: `createdAt` never falls. */
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

/** One sender's recent messages in memory: all with `createdAt` of at least `coveredFromMs`. */
interface RecentOfSender {
  coveredFromMs: number;
  /** The next older message of theirs that was not looked at yet. */
  nextSeq: number;
  /** Only where each lies: a fast sender has many, and few are ever asked for. */
  readonly seqs: Map<ClientMsgId, number>;
  addedSincePrune: number;
}

const pruneEvery = 1_024;

const toSubmission = ({ seq, createdAt, bodyHash }: SubmittedEvent): Submission => ({
  seq,
  createdAt,
  hasBodyHash: (other) => other === bodyHash,
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
    const seq = this.#covered(senderId, timeMs - clientClockLeewayMs, log).seqs.get(clientMsgId);
    return seq === undefined ? null : toSubmission(this.#store.submitted(seq));
  }

  /** Remembers what a flush has committed. Reads nothing: by now nothing may fail. */
  remember(senderId: UserId, clientMsgId: ClientMsgId, seq: number): void {
    const recent = this.#recent.get(senderId);
    if (recent === undefined) return; // the next look-up walks over it
    recent.seqs.set(clientMsgId, seq);
    recent.addedSincePrune += 1;
  }

  #findNoted(senderId: UserId, clientMsgId: ClientMsgId): Submission | null {
    const seq = this.#store.findSubmitted(senderId, clientMsgId);
    if (seq === null) return null;
    if (seq <= this.#store.floorSeq) return this.#store.dropped.findAt(seq, senderId, clientMsgId);
    return toSubmission(this.#store.submitted(seq));
  }

  #seqAtTime(headSeq: number, timeMs: number): number {
    return seqAtTime(this.#store.floorSeq, headSeq, timeMs, (seq) => this.#store.placeOf(seq).createdAt);
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
      const event = this.#store.submitted(at);
      if (event.createdAt < fromMs) return null;
      if (event.clientMsgId === clientMsgId) return toSubmission(event);
      at = event.prev;
    }
    return this.#store.dropped.find(senderId, clientMsgId, fromMs, toMs);
  }

  #covered(senderId: UserId, fromMs: number, log: CommittedLog): RecentOfSender {
    let recent = this.#recent.get(senderId);
    if (recent === undefined) {
      recent = {
        coveredFromMs: Number.POSITIVE_INFINITY,
        nextSeq: lastOwnSeq(log.own),
        seqs: new Map(),
        addedSincePrune: 0,
      };
      this.#recent.set(senderId, recent);
    }
    if (recent.addedSincePrune >= pruneEvery) this.#prune(recent, log);
    if (fromMs >= recent.coveredFromMs) return recent;
    while (recent.nextSeq > this.#store.floorSeq) {
      const event = this.#store.submitted(recent.nextSeq);
      if (event.createdAt < fromMs) break;
      recent.seqs.set(event.clientMsgId, event.seq);
      recent.nextSeq = event.prev;
    }
    recent.coveredFromMs = fromMs;
    return recent;
  }

  /** Fresh ids never look further back than this, so nothing that is still asked for goes. */
  #prune(recent: RecentOfSender, { headSeq, nowMs }: CommittedLog): void {
    const horizonMs = nowMs - lateAfterMs - clientClockLeewayMs;
    const lastToGo = this.#seqAtTime(headSeq, horizonMs - 1);
    for (const [clientMsgId, seq] of recent.seqs) {
      if (seq <= lastToGo) recent.seqs.delete(clientMsgId);
    }
    recent.coveredFromMs = Math.max(recent.coveredFromMs, horizonMs);
    recent.addedSincePrune = 0;
  }
}

// Finds an earlier commit of the same clientMsgId without an index: by the time inside the id, along the sender's own chain.
//
// With t the id's time, c the commit's `createdAt`, L the clock leeway and A `lateAfterMs`: CLOCK_AHEAD keeps c ≥ t − L.
// If c ≤ t + A, the message lies in the window [t − L, t + A] of the log; otherwise its commit also wrote a row of
// `submitted`. So a repeat is found however late it comes, by reading one window of the sender's own messages.
import { uuidV7TimeMs, type ClientMsgId, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { EventStore } from "./event-store.ts";
import { findOwn, lastOwnSeq, type OwnChain } from "./own-chain.ts";

const { clientClockLeewayMs, lateAfterMs } = wireLimits;

/** A committed message, as a repeat must match it. */
export interface Submission {
  readonly seq: number;
  readonly createdAt: number;
  readonly bodyHash: string;
}

/** What the id alone says: `fresh` ids are found through memory, `late` ones cost a search, `untimed` ones a table row. */
export type IdKind = "fresh" | "late" | "untimed" | "ahead";

export function idKindOf(clientMsgId: ClientMsgId, nowMs: number): IdKind {
  const timeMs = uuidV7TimeMs(clientMsgId);
  if (timeMs === null) return "untimed";
  if (timeMs > nowMs + clientClockLeewayMs) return "ahead";
  return nowMs - timeMs > lateAfterMs ? "late" : "fresh";
}

/** The newest seq whose `createdAt` is at most `timeMs`; 0 when all are younger. Binary search: `createdAt` never falls. */
export function seqAtTime(headSeq: number, timeMs: number, createdAtOf: (seq: number) => number): number {
  let [low, high] = [0, headSeq];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (createdAtOf(middle) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** One sender's recent messages in memory: all with `createdAt` of at least `coveredFromMs`. */
interface RecentOfSender {
  coveredFromMs: number;
  /** The next older message of theirs that was not looked at yet. */
  nextSeq: number;
  readonly byId: Map<ClientMsgId, Submission>;
  addedSincePrune: number;
}

const pruneEvery = 1_024;

export class Submissions {
  readonly #store: EventStore;
  readonly #recent = new Map<UserId, RecentOfSender>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /**
   * The committed message with this id, or null.
   *
   * @param own the sender's chain as committed, without what the running flush has added
   */
  find(senderId: UserId, clientMsgId: ClientMsgId, kind: Exclude<IdKind, "ahead">, own: OwnChain, headSeq: number): Submission | null {
    if (kind === "untimed") return this.#findNoted(senderId, clientMsgId);
    const timeMs = uuidV7TimeMs(clientMsgId) ?? 0;
    if (kind === "fresh") return this.#covered(senderId, own, timeMs - clientClockLeewayMs).byId.get(clientMsgId) ?? null;
    return this.#findNoted(senderId, clientMsgId) ?? this.#findInWindow(clientMsgId, timeMs, own, headSeq);
  }

  /** Remembers what a flush has committed. */
  remember(senderId: UserId, clientMsgId: ClientMsgId, submission: Submission): void {
    const recent = this.#recent.get(senderId);
    if (recent === undefined) return; // the next look-up walks over it
    recent.byId.set(clientMsgId, submission);
    if (++recent.addedSincePrune >= pruneEvery) this.#prune(recent, submission.createdAt);
  }

  #findNoted(senderId: UserId, clientMsgId: ClientMsgId): Submission | null {
    const seq = this.#store.findSubmitted(senderId, clientMsgId);
    return seq === null ? null : this.#store.submitted(seq);
  }

  #findInWindow(clientMsgId: ClientMsgId, timeMs: number, own: OwnChain, headSeq: number): Submission | null {
    const newest = seqAtTime(headSeq, timeMs + lateAfterMs, (seq) => this.#store.placeOf(seq).createdAt);
    let { at } = findOwn(own, newest, (seq) => this.#store.links(seq));
    while (at > 0) {
      const event = this.#store.submitted(at);
      if (event.createdAt < timeMs - clientClockLeewayMs) return null;
      if (event.clientMsgId === clientMsgId) return event;
      at = event.prev;
    }
    return null;
  }

  #covered(senderId: UserId, own: OwnChain, fromMs: number): RecentOfSender {
    let recent = this.#recent.get(senderId);
    if (recent === undefined) {
      recent = { coveredFromMs: Number.POSITIVE_INFINITY, nextSeq: lastOwnSeq(own), byId: new Map(), addedSincePrune: 0 };
      this.#recent.set(senderId, recent);
    }
    if (fromMs >= recent.coveredFromMs) return recent;
    while (recent.nextSeq > 0) {
      const event = this.#store.submitted(recent.nextSeq);
      if (event.createdAt < fromMs) break;
      recent.byId.set(event.clientMsgId, event);
      recent.nextSeq = event.prev;
    }
    recent.coveredFromMs = fromMs;
    return recent;
  }

  /** Fresh ids never look further back than this, so nothing that is still asked for goes. */
  #prune(recent: RecentOfSender, nowMs: number): void {
    const horizonMs = nowMs - lateAfterMs - clientClockLeewayMs;
    for (const [clientMsgId, submission] of recent.byId) {
      if (submission.createdAt < horizonMs) recent.byId.delete(clientMsgId);
    }
    recent.coveredFromMs = Math.max(recent.coveredFromMs, horizonMs);
    recent.addedSincePrune = 0;
  }
}

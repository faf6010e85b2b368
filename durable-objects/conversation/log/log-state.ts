// What a conversation's log holds in memory: counters and readers. Pure; storage agrees with it after every flush.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { AmendedMessage, Amendment } from "../readers/amendments.ts";
import { countsOf, newReader, noSharedCounts, type Counts } from "../readers/counts.ts";
import { emptyChain, type OwnChain, type OwnLinks, type ReadCursor, type Reader } from "../readers/readers.ts";
import { ReadersDraft, type HiddenTarget, type ReadersState } from "./readers-draft.ts";
import type { LogLookUp, MessageLinks } from "../readers/counted-event.ts";

export interface LogState extends ReadersState {
  /** `createdAt` of the newest event; never falls. */
  readonly lastCreatedAt: number;
  readonly loud: Loud;
}

/** The newest event that is not quiet: lists are sorted by its time. */
export interface Loud {
  readonly seq: number;
  readonly createdAt: number;
}

/** The own messages of a former member, needed for a next message or a repeat; empty if they never were a member. */
export type FormerOwn = (userId: UserId) => OwnChain;

const noLinks: OwnLinks = { prev: 0, jump: 0 };

export const emptyLogState: LogState = {
  headSeq: 0,
  ordinal: 0,
  lastCreatedAt: 0,
  loud: { seq: 0, createdAt: 0 },
  readers: new Map(),
  shared: noSharedCounts,
};

/** A copy of the state that one flush may change: readers are copied when first touched, and changed in place. */
export class LogDraft {
  lastCreatedAt: number;
  loud: Loud;
  readonly #readers: ReadersDraft;

  constructor(base: LogState, formerOwn: FormerOwn = () => emptyChain) {
    this.lastCreatedAt = base.lastCreatedAt;
    this.loud = base.loud;
    this.#readers = new ReadersDraft(base, formerOwn);
  }

  get headSeq(): number {
    return this.#readers.headSeq;
  }

  get ordinal(): number {
    return this.#readers.ordinal;
  }

  /** Whether readers changed in a way that replaying the log does not reproduce. */
  get needsCheckpoint(): boolean {
    return this.#readers.needsCheckpoint;
  }

  reader(userId: UserId): Reader {
    return this.#readers.reader(userId);
  }

  /** The reader as before this draft. */
  committedReader(userId: UserId): Reader {
    return this.#readers.committedReader(userId);
  }

  /** Removes a member who left; what is kept of them is stored elsewhere. */
  dropReader(userId: UserId): void {
    this.#readers.drop(userId);
  }

  /**
   * Numbers one message: `headSeq` and `ordinal` are then its own. The sender's cursor moves along only if they had read
   * everything before it: what others wrote meanwhile stays unread.
   *
   * @param mentions members, or `all`
   */
  addMessage(senderId: UserId, createdAt: number, mentions: readonly UserId[] = []): MessageLinks {
    const links = this.#readers.addMessage(senderId, mentions);
    this.#note(createdAt, false);
    return links;
  }

  /** Numbers a change: it takes a seq and is not counted. */
  addChange(createdAt: number, isQuiet = false): OwnLinks {
    this.#readers.addChange();
    this.#note(createdAt, isQuiet);
    return noLinks;
  }

  /** Moves the user's cursor to the head. */
  markAllRead(userId: UserId): void {
    this.#readers.markAllRead(userId);
  }

  /** Restores a stored cursor, unless the cursor is already further. */
  putCursor(userId: UserId, cursor: ReadCursor): void {
    this.#readers.putCursor(userId, cursor);
  }

  /** Moves a cursor forward, never back. @returns whether it moved */
  moveCursor(userId: UserId, seq: number, lookUp: LogLookUp): boolean {
    return this.#readers.moveCursor(userId, seq, lookUp);
  }

  /**
   * A message counts otherwise from now on: its mentions were edited, or it was removed.
   *
   * @param shedding how to make room when there are too many; a replay needs none
   * @returns whether any count may have changed: then a replay needs the amendment
   */
  amend(change: Amendment, shedding?: { readonly lookUp: LogLookUp; readonly memberCount: number }): boolean {
    return this.#readers.amend(change, shedding);
  }

  /** A message counts no more for this user, who has deleted it for themselves. */
  hide(userId: UserId, target: HiddenTarget, lookUp: LogLookUp): void {
    this.#readers.hide(userId, target, lookUp);
  }

  /** Forgets the amendments that no member's counts need. */
  trim(memberCount: number): void {
    this.#readers.trim(memberCount);
  }

  /** What is known of an amended message; undefined: it counts as when it was sent. */
  amended(seq: number): AmendedMessage | undefined {
    return this.#readers.shared().amended.get(seq);
  }

  counts(userId: UserId): Counts {
    return shown(this.#readers.counts(userId));
  }

  /** The state after this draft, which ends with it; the base state is not changed. */
  finish(): LogState {
    const { headSeq, ordinal, lastCreatedAt, loud } = this;
    return { headSeq, ordinal, lastCreatedAt, loud, ...this.#readers.finish() };
  }

  #note(createdAt: number, isQuiet: boolean): void {
    this.lastCreatedAt = createdAt;
    if (!isQuiet) this.loud = { seq: this.headSeq, createdAt };
  }
}

export const readerOf = ({ readers, shared }: LogState, userId: UserId): Reader =>
  readers.get(userId) ?? newReader(shared.floor);

/** Of messages that the log has dropped, a mention may be taken away that earlier code did not count. */
const shown = ({ unread, mentions }: Counts): Counts => ({
  unread: Math.max(0, unread),
  mentions: Math.max(0, mentions),
});

export const countsIn = (state: LogState, userId: UserId): Counts =>
  shown(countsOf(state.shared, state.ordinal, userId, readerOf(state, userId)));

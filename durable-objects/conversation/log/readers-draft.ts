// The readers of a log while a flush changes them: cursors, own messages, mentions, and what counts no more. Pure.
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";
import { mentionsOthers, type Amendment, type Amendments } from "../readers/amendments.ts";
import type { LogLookUp, Mentioned, MessageLinks } from "../readers/counted-event.ts";
import {
  countedAfter,
  countsOf,
  mentionsSoFar,
  newReader,
  personalOf,
  type CountFloor,
  type Counts,
  type SharedCounts,
} from "../readers/counts.ts";
import {
  findOwn,
  growing,
  lastOwnSeq,
  nothingPersonal,
  pushOwn,
  type GrowingChain,
  type LoadLinks,
  type OwnChain,
  type OwnLinks,
  type Personal,
  type ReadCursor,
  type Reader,
} from "../readers/readers.ts";

export interface ReadersState {
  readonly headSeq: number;
  /** Counted events so far. */
  readonly ordinal: number;
  /** Members only; what is kept of the others is stored elsewhere. */
  readonly readers: ReadonlyMap<UserId, Reader>;
  readonly shared: SharedCounts;
}

/** `mentions`: whom the message mentions now. */
export type HiddenTarget = Pick<Amendment, "seq" | "senderId"> & { readonly mentions: readonly UserId[] };

/** A reader that a draft changes in place. */
interface DraftReader {
  cursorSeq: number;
  cursorOrdinal: number;
  cursorSent: number;
  readonly own: GrowingChain;
  personal?: Personal;
}

/** Beyond this weight of amended messages, the oldest count no more for anybody. They take a tenth of the readers' row. */
const maxAmended = 20_000;
const keptAmended = 15_000;
/** Beyond so many hidden messages of one reader, or of all, the reader's oldest and all before it count no more for them. */
const maxHidden = 100;
const maxHiddenOfAll = 10_000;

const noMentions: readonly Mentioned[] = [];

export class ReadersDraft {
  headSeq: number;
  ordinal: number;
  needsCheckpoint = false;
  readonly #base: ReadersState;
  readonly #formerOwn: (userId: UserId) => OwnChain;
  /** Null for a member who left. */
  readonly #touched = new Map<UserId, DraftReader | null>();
  /** Copied when first changed. */
  #everyone: GrowingChain | null = null;
  #amended: Amendments | null = null;
  #floor: CountFloor;

  constructor(base: ReadersState, formerOwn: (userId: UserId) => OwnChain) {
    this.#base = base;
    this.#formerOwn = formerOwn;
    this.headSeq = base.headSeq;
    this.ordinal = base.ordinal;
    this.#floor = base.shared.floor;
  }

  reader(userId: UserId): Reader {
    return this.#touched.get(userId) ?? this.committedReader(userId);
  }

  committedReader(userId: UserId): Reader {
    return this.#base.readers.get(userId) ?? { ...newReader(this.#floor), own: this.#formerOwn(userId) };
  }

  drop(userId: UserId): void {
    this.#touched.set(userId, null);
  }

  addMessage(senderId: UserId, mentions: readonly UserId[]): MessageLinks {
    const reader = this.#touch(senderId);
    const hadReadAll = reader.cursorSeq === this.headSeq;
    this.headSeq += 1;
    this.ordinal += 1;
    const links = pushOwn(reader.own, this.headSeq);
    const mentioned = this.#mention(senderId, mentionsOthers(mentions, senderId));
    if (hadReadAll) this.#putAtHead(reader);
    return { ...links, mentioned };
  }

  addChange(): void {
    this.headSeq += 1;
  }

  markAllRead(userId: UserId): void {
    const reader = this.#touch(userId);
    if (reader.cursorSeq < this.headSeq) this.#putAtHead(reader);
  }

  /** Cursors that leave mentions behind are never stored alone, so all mentions so far are before this one. */
  putCursor(userId: UserId, { cursorSeq, cursorOrdinal, cursorSent }: ReadCursor): void {
    if (cursorSeq <= this.reader(userId).cursorSeq) return;
    const reader = this.#touch(userId);
    const isSkipped = cursorSeq <= countedAfter(reader);
    reader.cursorSeq = cursorSeq;
    if (isSkipped) return;
    Object.assign(reader, { cursorOrdinal, cursorSent });
    this.#putMentions(reader, cursorSeq, mentionsSoFar(this.shared(), personalOf(reader)), 0);
  }

  moveCursor(userId: UserId, seq: number, lookUp: LogLookUp): boolean {
    if (seq <= this.reader(userId).cursorSeq) return false;
    const reader = this.#touch(userId);
    const isSkipped = seq <= countedAfter(reader);
    reader.cursorSeq = seq;
    if (!isSkipped) this.#countFrom(reader, userId, seq, lookUp, 0);
    // What lies behind the cursor is not stored with it.
    const { cursorMentions } = personalOf(reader);
    this.needsCheckpoint ||= !isSkipped && cursorMentions !== mentionsSoFar(this.shared(), personalOf(reader));
    return true;
  }

  amend(change: Amendment, shedding?: { readonly lookUp: LogLookUp; readonly memberCount: number }): boolean {
    if (change.seq <= this.#floor.seq) return false;
    this.#amended ??= this.#base.shared.amended.copy();
    if (!this.#amended.add(change)) return false;
    if (shedding === undefined || this.#amended.weight <= maxAmended) return true;
    this.trim(shedding.memberCount);
    if (this.#amended.weight > maxAmended) this.#raiseFloor(this.#amended, shedding.lookUp);
    return true;
  }

  hide(userId: UserId, { seq, senderId, mentions }: HiddenTarget, lookUp: LogLookUp): void {
    if (senderId === userId || seq <= countedAfter(this.reader(userId))) return;
    const reader = this.#touch(userId);
    const personal = personalOf(reader);
    if (personal.hidden.some((one) => one.seq === seq)) return;
    const isMention = mentions.includes(userId) || mentions.includes(everyone);
    const hidden = [...personal.hidden, { seq, isMention }].toSorted((a, b) => a.seq - b.seq);
    reader.personal = { ...personal, hidden };
    this.needsCheckpoint = true;
    const hiddenOfAll = [...this.#all()].reduce((sum, [, one]) => sum + (one.personal?.hidden.length ?? 0), 0);
    const [oldest] = hidden;
    if (oldest !== undefined && (hidden.length > maxHidden || hiddenOfAll > maxHiddenOfAll))
      this.#skip(reader, userId, Math.max(oldest.seq, lookUp.floorSeq + 1), lookUp);
  }

  trim(memberCount: number): void {
    const { amended } = this.shared();
    if (amended.size === 0) return;
    const readers = [...this.#all()];
    // Whoever has no reader yet has read nothing.
    if (readers.length < memberCount) return;
    const least = readers.reduce((seq, [, reader]) => Math.min(seq, countedAfter(reader)), this.headSeq);
    this.#amended = amended.after(least);
  }

  counts(userId: UserId): Counts {
    return countsOf(this.shared(), this.ordinal, userId, this.reader(userId));
  }

  shared(): SharedCounts {
    const { shared } = this.#base;
    return {
      everyone: this.#everyone ?? shared.everyone,
      amended: this.#amended ?? shared.amended,
      floor: this.#floor,
    };
  }

  finish(): Pick<ReadersState, "readers" | "shared"> {
    const shared = this.shared();
    if (this.#touched.size === 0) return { readers: this.#base.readers, shared };
    const readers = new Map(this.#base.readers);
    for (const [userId, reader] of this.#touched) {
      if (reader === null) readers.delete(userId);
      else readers.set(userId, reader);
    }
    return { readers, shared };
  }

  *#all(): Generator<[UserId, Reader]> {
    for (const [userId, reader] of this.#base.readers) if (!this.#touched.has(userId)) yield [userId, reader];
    for (const [userId, reader] of this.#touched) if (reader !== null) yield [userId, reader];
  }

  #touch(userId: UserId): DraftReader {
    const touched = this.#touched.get(userId);
    if (touched !== undefined && touched !== null) return touched;
    const { own, personal, ...cursor } = this.committedReader(userId);
    const reader = { ...cursor, own: growing(own), ...(personal !== undefined && { personal }) };
    this.#touched.set(userId, reader);
    return reader;
  }

  /** Notes whom the newest message mentions. */
  #mention(senderId: UserId, who: readonly UserId[]): readonly Mentioned[] {
    if (who.length === 0) return noMentions;
    if (!who.includes(everyone)) return who.map((userId) => ({ who: userId, ...this.#extend(userId, "named") }));
    this.#everyone ??= growing(this.#base.shared.everyone);
    const links = pushOwn(this.#everyone, this.headSeq);
    return [
      { who: everyone, ...links },
      { who: senderId, ...this.#extend(senderId, "calls") },
    ];
  }

  #extend(userId: UserId, chain: "named" | "calls"): OwnLinks {
    const reader = this.#touch(userId);
    const personal = personalOf(reader);
    const longer = growing(personal[chain]);
    const links = pushOwn(longer, this.headSeq);
    reader.personal = { ...personal, [chain]: longer };
    return links;
  }

  #putAtHead(reader: DraftReader): void {
    reader.cursorSeq = this.headSeq;
    reader.cursorOrdinal = this.ordinal;
    reader.cursorSent = reader.own.sent;
    this.#putMentions(reader, this.headSeq, mentionsSoFar(this.shared(), personalOf(reader)), 0);
  }

  /** The reader's counts begin after `seq`. */
  #countFrom(reader: DraftReader, userId: UserId, seq: number, lookUp: LogLookUp, skippedTo: number): void {
    const upTo = (chain: OwnChain, load: LoadLinks): number =>
      seq >= lastOwnSeq(chain) ? chain.sent : findOwn(chain, seq, load).count;
    const linksOf = (who: UserId): LoadLinks => {
      return (at) => {
        const links = lookUp.event(at).mentioned?.find((one) => one.who === who);
        if (links === undefined) throw new Error(`event ${at} does not mention ${who}`);
        return links;
      };
    };
    const { named, calls } = personalOf(reader);
    reader.cursorOrdinal = seq === this.headSeq ? this.ordinal : lookUp.event(seq).ordinal;
    reader.cursorSent = upTo(reader.own, (at) => lookUp.event(at));
    const mentions =
      upTo(this.shared().everyone, linksOf(everyone)) + upTo(named, linksOf(userId)) - upTo(calls, linksOf(userId));
    this.#putMentions(reader, seq, mentions, skippedTo);
  }

  #putMentions(reader: DraftReader, seq: number, cursorMentions: number, skippedTo: number): void {
    if (reader.personal === undefined && cursorMentions === 0 && skippedTo === 0) return;
    const { hidden, ...personal } = reader.personal ?? nothingPersonal;
    reader.personal = { ...personal, cursorMentions, skippedTo, hidden: hidden.filter((one) => one.seq > seq) };
  }

  #skip(reader: DraftReader, userId: UserId, seq: number, lookUp: LogLookUp): void {
    this.#countFrom(reader, userId, seq, lookUp, seq);
    this.needsCheckpoint = true;
  }

  /** The oldest amended messages, and all before them, count no more for anybody. */
  #raiseFloor(amended: Amendments, lookUp: LogLookUp): void {
    const seq = Math.max(amended.oldestBeyond(keptAmended), lookUp.floorSeq + 1);
    for (const [userId, reader] of [...this.#all()])
      if (countedAfter(reader) < seq) this.#skip(this.#touch(userId), userId, seq, lookUp);
    const nobody = this.#touchless();
    this.#countFrom(nobody, everyone, seq, lookUp, seq);
    this.#floor = { seq, ordinal: nobody.cursorOrdinal, mentions: personalOf(nobody).cursorMentions };
    this.#amended = amended.after(seq);
    this.needsCheckpoint = true;
  }

  /** A reader without a message. */
  #touchless(): DraftReader {
    const { own, ...rest } = newReader(this.#floor);
    return { ...rest, own: growing(own) };
  }
}

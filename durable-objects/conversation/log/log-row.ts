// One row of the log: the events of one flush, or a part of them. Its meta has what history needs too, and goes there as
// it is; what only the log needs is apart. Look-ups and replays read these two, bodies are read only to be shown.
//
// Rows never straddle a multiple of `segmentEvents`, so history's segments are whole rows. Lengths never change: an
// event is overwritten in its place.
import {
  columnsOf,
  eventInColumns,
  lineBreak,
  segmentEvents,
  type EventColumns,
} from "../../../schema/history/packed-events.ts";
import { tombstoneOf } from "../../../schema/history/tombstone.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Amendment } from "../readers/amendments.ts";
import type { ReadCursor } from "../readers/readers.ts";
import type { StoredEvent } from "./event-frame.ts";
import { withBlanks } from "./first-row.ts";
import type { Loud } from "./log-state.ts";
import type { Mentioned } from "../readers/counted-event.ts";

/** An event as a flush decided it. */
export interface NewEvent extends StoredEvent {
  readonly bodyHash: string;
  /** Messages up to and including this event. */
  readonly ordinal: number;
  /** See readers/readers.ts; 0: none. */
  readonly prev: number;
  readonly jump: number;
  /** The first message of the thread that it is a reply in. */
  readonly thread?: number;
  /** Whom the message mentions; missing: nobody. */
  readonly mentioned?: readonly Mentioned[];
  /** The messages whose counts it changes; missing: none. */
  readonly amendments?: readonly Amendment[];
  /** Of a quiet event: the newest one before it that is not. */
  readonly loud?: Loud;
}

/** A reader's moved cursor, and the log's newest seq at that time (`atSeq`). */
export interface StoredCursor extends ReadCursor {
  readonly userId: UserId;
  readonly atSeq: number;
}

/** What one row holds. All events of a flush have the same time. */
export interface NewRow {
  readonly events: readonly NewEvent[];
  /** The seq that every subscriber had when this was written. */
  readonly settledSeq: number;
  /** Cursors that moved in the flush. */
  readonly cursors: readonly StoredCursor[];
}

/** What only the log needs, event by event in columns. */
interface Own {
  readonly settled: number;
  readonly ordinals: readonly number[];
  readonly prev: readonly number[];
  readonly jump: readonly number[];
  /** `[userId, cursorSeq, cursorOrdinal, cursorSent, atSeq]` */
  readonly cursors?: readonly (readonly [UserId, number, number, number, number])[];
  /** `[index of the event, who, prev, jump]`; rows of earlier code have none of these */
  readonly mentioned?: readonly (readonly [number, UserId, number, number])[];
  /** `[index of the event, seq, ordinal, senderId, before, after]` */
  readonly amended?: readonly (readonly [
    number,
    number,
    number,
    UserId,
    readonly UserId[],
    readonly UserId[] | null,
  ])[];
  /** `[index of the event, the thread's first message]` */
  readonly threads?: readonly (readonly [number, number])[];
  /** `[seq, createdAt]`; only if the last event is quiet */
  readonly loud?: readonly [number, number];
}

/** Most characters of a row's bodies, unless it has a single event. */
const maxRowChars = 65_536;

export interface PackedRow {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly meta: string;
  readonly own: string;
  readonly bodies: string;
}

/**
 * Cuts the events of one flush into rows: at multiples of `segmentEvents`, at the end of an era, and where the bodies
 * would become too long. Each cursor is in the row with the event after which it moved. The first row of an era is
 * longer than it needs to be: see first-row.ts.
 *
 * @param eraEvents events per era
 */
export function* packRows(row: NewRow, eraEvents: number): Generator<PackedRow> {
  for (const packed of cutRows(row, eraEvents))
    yield (packed.firstSeq - 1) % eraEvents === 0 ? withBlanks(packed) : packed;
}

function* cutRows({ events, settledSeq, cursors }: NewRow, eraEvents: number): Generator<PackedRow> {
  let [from, chars, cursorsFrom] = [0, 0, 0];
  for (const [index, { seq, body }] of events.entries()) {
    const isFirstOfPart = (seq - 1) % segmentEvents === 0 || (seq - 1) % eraEvents === 0;
    if (index > from && (isFirstOfPart || chars + body.length > maxRowChars)) {
      const later = cursors.findIndex(({ atSeq }) => atSeq >= seq);
      const cursorsTo = later < 0 ? cursors.length : later;
      yield packRow({
        events: events.slice(from, index),
        settledSeq,
        cursors: cursors.slice(cursorsFrom, cursorsTo),
      });
      [from, chars, cursorsFrom] = [index, 0, cursorsTo];
    }
    chars += body.length;
  }
  if (events.length === 0) return;
  yield from === 0
    ? packRow({ events, settledSeq, cursors })
    : packRow({ events: events.slice(from), settledSeq, cursors: cursors.slice(cursorsFrom) });
}

function packRow({ events, settledSeq, cursors }: NewRow): PackedRow {
  const [first, last] = [events[0] as NewEvent, events.at(-1) as NewEvent];
  const mentioned = events.flatMap((event, index) =>
    (event.mentioned ?? []).map(({ who, prev, jump }) => [index, who, prev, jump] as const),
  );
  const amended = events.flatMap((event, index) =>
    (event.amendments ?? []).map(
      ({ seq, ordinal, senderId, before, after }) => [index, seq, ordinal, senderId, before, after] as const,
    ),
  );
  const threads = events.flatMap(({ thread }, index) => (thread === undefined ? [] : [[index, thread] as const]));
  const own: Own = {
    settled: settledSeq,
    ordinals: events.map(({ ordinal }) => ordinal),
    prev: events.map(({ prev }) => prev),
    jump: events.map(({ jump }) => jump),
    ...(cursors.length > 0 && {
      cursors: cursors.map(
        ({ userId, cursorSeq, cursorOrdinal, cursorSent, atSeq }) =>
          [userId, cursorSeq, cursorOrdinal, cursorSent, atSeq] as const,
      ),
    }),
    ...(mentioned.length > 0 && { mentioned }),
    ...(amended.length > 0 && { amended }),
    ...(threads.length > 0 && { threads }),
    ...(last.loud !== undefined && { loud: [last.loud.seq, last.loud.createdAt] as const }),
  };
  return {
    firstSeq: first.seq,
    lastSeq: last.seq,
    meta: JSON.stringify(columnsOf(events)),
    own: JSON.stringify(own),
    bodies: events.length === 1 ? first.body : events.map(({ body }) => body).join(lineBreak),
  };
}

/**
 * The row with the tombstones of these events in their places: no length changes, so that SQLite writes them over what
 * was there. Events of other rows are ignored.
 */
export function eraseIn(row: PackedRow, seqs: ReadonlySet<number>): PackedRow {
  const columns = JSON.parse(row.meta) as EventColumns;
  const events = [...new LogRow(row).withBodies(row.bodies)].map((event) =>
    seqs.has(event.seq) ? { ...event, ...tombstoneOf(event) } : event,
  );
  return {
    ...row,
    meta: JSON.stringify({ ...columns, hashes: events.map(({ bodyHash }) => bodyHash) }),
    bodies: events.map(({ body }) => body).join(lineBreak),
  };
}

/** What a row says of its events, but for their bodies. */
export class LogRow {
  readonly #columns: EventColumns;
  readonly #own: Own;

  /** @param row as `packRows` wrote it */
  constructor({ meta, own }: Pick<PackedRow, "meta" | "own">) {
    this.#columns = JSON.parse(meta) as EventColumns;
    this.#own = JSON.parse(own) as Own;
  }

  get firstSeq(): number {
    return this.#columns.seq;
  }

  get lastSeq(): number {
    return this.#columns.seq + this.#columns.by.length - 1;
  }

  get createdAt(): number {
    return this.#columns.at;
  }

  get settledSeq(): number {
    return this.#own.settled;
  }

  get cursors(): StoredCursor[] {
    return (this.#own.cursors ?? []).map(([userId, cursorSeq, cursorOrdinal, cursorSent, atSeq]) => ({
      userId,
      cursorSeq,
      cursorOrdinal,
      cursorSent,
      atSeq,
    }));
  }

  /** The newest event up to the row's end that is not quiet. */
  get loud(): Loud {
    const [seq, createdAt] = this.#own.loud ?? [this.lastSeq, this.createdAt];
    return { seq, createdAt };
  }

  /**
   * All of an event but its body, and but what is quiet about it.
   *
   * @throws RangeError when the row does not have it
   */
  event(seq: number): Omit<NewEvent, "body"> {
    const index = seq - this.#columns.seq;
    const { ordinals, prev, jump } = this.#own;
    if (this.#columns.by[index] === undefined) throw new RangeError(`row ${this.#columns.seq} has no event ${seq}`);
    return {
      ...eventInColumns(this.#columns, index),
      ordinal: ordinals[index] as number,
      prev: prev[index] as number,
      jump: jump[index] as number,
      ...this.#extrasOf(index),
    };
  }

  #extrasOf(index: number): Pick<NewEvent, "mentioned" | "amendments" | "thread"> {
    const { mentioned, amended, threads } = this.#own;
    const thread = threads?.find(([at]) => at === index)?.[1];
    const links = mentioned?.filter(([at]) => at === index).map(([, who, prev, jump]) => ({ who, prev, jump })) ?? [];
    const amendments =
      amended
        ?.filter(([at]) => at === index)
        .map(([, seq, ordinal, senderId, before, after]) => ({ seq, ordinal, senderId, before, after })) ?? [];
    return {
      ...(links.length > 0 && { mentioned: links }),
      ...(amendments.length > 0 && { amendments }),
      ...(thread !== undefined && { thread }),
    };
  }

  *events(): Generator<Omit<NewEvent, "body">> {
    for (let { seq } = this.#columns; seq <= this.lastSeq; seq++) yield this.event(seq);
  }

  /** @param bodies as `packRows` wrote them */
  *withBodies(bodies: string): Generator<NewEvent> {
    let { seq } = this.#columns;
    for (const body of bodies.split(lineBreak)) yield { ...this.event(seq++), body };
  }
}

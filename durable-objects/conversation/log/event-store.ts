// The SQL of the log's events and nothing else: access by primary key, in the table of the era that holds the seq.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import { lineBreak, type EventRow, type HistoryEvent } from "../../../schema/history/packed-events.ts";
import type { OwnLinks } from "../readers/readers.ts";
import { DroppedEras } from "./dropped-eras.ts";
import type { DroppedEvent } from "./dropped-ids.ts";
import { createLogTable, eraEvents, eraOf, insertLogRow, logTable } from "./eras.ts";
import type { StoredEvent } from "./event-frame.ts";
import { eraseIn, LogRow, packRows, type NewEvent, type NewRow, type PackedRow } from "./log-row.ts";
import type { Loud } from "./log-state.ts";
import { openEras } from "./old-events.ts";
import { RowCache } from "./row-cache.ts";

/** All of an event but its body. */
export type EventMeta = Omit<NewEvent, "body">;

type Place = { seq: number; last_seq: number };
type MetaRow = { meta: string; own: string };
type BodiesRow = MetaRow & { bodies: string };

/** Rows read at once: no cursor stays open, because a table with an open cursor cannot be dropped. */
const rowsAtOnce = 32;

export class EventStore {
  readonly dropped: DroppedEras;
  readonly #sql: SqlStorage;
  readonly #eraEvents: number;
  readonly #cache = new RowCache();
  /** The eras as committed: a flush that creates an era may still fail. */
  #eras: { first: number; last: number };

  constructor(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">, size = eraEvents) {
    this.#sql = storage.sql;
    this.#eraEvents = size;
    this.dropped = new DroppedEras(storage.sql, size);
    this.#eras = openEras(storage, size);
  }

  /** Stores the events of one flush. */
  insert(row: NewRow): void {
    for (const { firstSeq, lastSeq, meta, own, bodies } of packRows(row, this.#eraEvents)) {
      const era = eraOf(firstSeq, this.#eraEvents);
      if ((firstSeq - 1) % this.#eraEvents === 0) this.#sql.exec(createLogTable(era));
      this.#sql.exec(insertLogRow(era), firstSeq, lastSeq, meta, own, bodies);
    }
  }

  /** Must be called after each commit: eras created in it exist from now on. */
  committed(headSeq: number): void {
    const last = eraOf(headSeq, this.#eraEvents);
    if (last > this.#eras.last) this.#eras = { ...this.#eras, last };
  }

  /** The newest seq in storage, 0 for an empty log. */
  headSeq(): number {
    const { last } = this.#eras;
    // With ORDER BY seq DESC LIMIT 1 and no WHERE, workerd 2026-10-23 counts every row of the table twice as read.
    const table = logTable(last);
    const query = `SELECT last_seq AS seq FROM ${table} WHERE seq = (SELECT max(seq) FROM ${table})`;
    return this.#sql.exec<{ seq: number }>(query).toArray()[0]?.seq ?? last * this.#eraEvents;
  }

  /** The newest seq that storage no longer holds; 0 while it holds everything. */
  get floorSeq(): number {
    return this.#eras.first * this.#eraEvents;
  }

  /** Events with `afterSeq < seq <= throughSeq`, oldest first. */
  range(afterSeq: number, throughSeq: number, limit: number): NewEvent[] {
    const events: NewEvent[] = [];
    for (const row of this.#rows<BodiesRow>("meta, own, bodies", afterSeq, throughSeq)) {
      for (const event of new LogRow(row).withBodies(row.bodies)) {
        if (event.seq > throughSeq || events.length === limit) return events;
        if (event.seq > afterSeq) events.push(event);
      }
    }
    return events;
  }

  /** The same events in the form that history keeps. */
  history(afterSeq: number, throughSeq: number): HistoryEvent[] {
    return this.range(afterSeq, throughSeq, Number.POSITIVE_INFINITY).map(
      ({ seq, createdAt, senderId, clientMsgId, bodyHash, body }) => ({
        seq,
        createdAt,
        senderId,
        clientMsgId,
        bodyHash,
        body,
      }),
    );
  }

  /** The rows that have these events, in the form in which history takes them. */
  historyRows(afterSeq: number, throughSeq: number): EventRow[] {
    const columns = "meta ->> '$.at' AS at, meta, bodies";
    type Row = { at: number; meta: string; bodies: string };
    return [...this.#rows<Row>(columns, afterSeq, throughSeq)].map(({ seq, last_seq, at, meta, bodies }) => ({
      firstSeq: seq,
      lastSeq: last_seq,
      createdAt: at,
      text: `${meta}${lineBreak}${bodies}`,
    }));
  }

  /** The rows that a cold start replays: those that end after `afterSeq`, oldest first. */
  *replay(afterSeq: number): Generator<LogRow> {
    for (const row of this.#rows<MetaRow>("meta, own", afterSeq, Number.MAX_SAFE_INTEGER)) yield new LogRow(row);
  }

  /** @throws Error when the log does not hold this event */
  event(seq: number): EventMeta {
    return this.#row(seq).event(seq);
  }

  /** The newest event up to this one that is not quiet. The event must be the last of its row, as of a checkpoint. */
  loudAt(seq: number): Loud {
    return this.#row(seq).loud;
  }

  /** The event with its body. @throws Error when the log does not hold it */
  stored(seq: number): StoredEvent {
    const query = `SELECT meta, own, bodies FROM ${logTable(eraOf(seq, this.#eraEvents))} WHERE seq <= ? ORDER BY seq DESC LIMIT 1`;
    const row = this.#sql.exec<BodiesRow>(query, seq).one();
    for (const event of new LogRow(row).withBodies(row.bodies)) if (event.seq === seq) return event;
    throw new Error(`the log does not hold event ${seq}`);
  }

  /** @throws Error when the log does not hold this event */
  links(seq: number): OwnLinks {
    return this.event(seq);
  }

  /** When this event was committed; works for dropped events too. @throws Error when there never was one */
  createdAtOf(seq: number): number {
    if (seq > this.floorSeq) return this.#row(seq).createdAt;
    return this.dropped.createdAtOf(seq);
  }

  /** Stores an id that cannot be found again by the time inside it. */
  insertSubmitted(senderId: UserId, clientMsgId: ClientMsgId, seq: number): void {
    this.#sql.exec("INSERT INTO submitted VALUES (?, ?, ?)", senderId, clientMsgId, seq);
  }

  /** The seq of a message stored under such an id, or null. */
  findSubmitted(senderId: UserId, clientMsgId: ClientMsgId): number | null {
    const query = "SELECT seq FROM submitted WHERE sender_id = ? AND client_msg_id = ?";
    return this.#sql.exec<{ seq: number }>(query, senderId, clientMsgId).toArray()[0]?.seq ?? null;
  }

  /**
   * Overwrites messages by their tombstones, each in its place. Of a message that was dropped it wipes the hash: what
   * the body was must not be told by trying.
   */
  erase(seqs: readonly number[]): void {
    this.#cache.clear();
    this.dropped.wipe(seqs.filter((one) => one <= this.floorSeq));
    const erased = new Set(seqs.filter((one) => one > this.floorSeq));
    for (const seq of erased) {
      const { firstSeq } = this.#row(seq);
      const table = logTable(eraOf(seq, this.#eraEvents));
      const query = `SELECT seq AS firstSeq, last_seq AS lastSeq, meta, own, bodies FROM ${table} WHERE seq = ?`;
      const row = this.#sql.exec<PackedRow & Record<string, SqlStorageValue>>(query, firstSeq).one();
      const { meta, bodies, lastSeq } = eraseIn(row, erased);
      this.#sql.exec(`UPDATE ${table} SET meta = ?, bodies = ? WHERE seq = ?`, meta, bodies, firstSeq);
      for (let done = firstSeq; done <= lastSeq; done++) erased.delete(done);
    }
    this.#cache.clear();
  }

  /** The last seq that the oldest era can hold. */
  oldestEraEnd(): number {
    return this.floorSeq + this.#eraEvents;
  }

  /**
   * Drops the oldest era; its messages are still recognised by their ids. The newest era is never dropped.
   *
   * @returns whether an era was dropped
   */
  dropOldestEra(): boolean {
    const { first, last } = this.#eras;
    if (first === last) return false;
    const times = [this.createdAtOf(this.floorSeq + 1), this.createdAtOf(this.oldestEraEnd())] as const;
    this.dropped.add(first, times, this.#droppable());
    this.#sql.exec(`DROP TABLE ${logTable(first)}`);
    this.#cache.clear();
    this.#eras = { first: first + 1, last };
    return true;
  }

  /**
   * Events with `afterSeq < seq <= throughSeq`, newest first. Reads only as many rows as the caller takes, and of any
   * number of rows that have quiet events only the newest one.
   */
  *newestFirst(afterSeq: number, throughSeq: number): Generator<StoredEvent> {
    for (let through = throughSeq; through > afterSeq;) {
      let next = 0;
      for (const row of this.#rows<BodiesRow>("meta, own, bodies", afterSeq, through, "DESC")) {
        const read = new LogRow(row);
        const events = [...read.withBodies(row.bodies)];
        yield* events.filter(({ seq }) => seq > afterSeq && seq <= throughSeq).toReversed();
        if (read.loud.seq >= row.seq - 1) continue;
        next = read.loud.seq;
        break;
      }
      through = next;
    }
  }

  /** Reads a few rows at a time and no bodies: all of them may not fit into memory. */
  *#droppable(): Generator<DroppedEvent> {
    for (const row of this.#rows<MetaRow>("meta, own", this.floorSeq, this.oldestEraEnd()))
      yield* new LogRow(row).events();
  }

  /** @throws Error when the log does not hold this event */
  #row(seq: number): LogRow {
    const known = this.#cache.find(seq);
    if (known !== null) return known;
    const query = `SELECT meta, own FROM ${logTable(eraOf(seq, this.#eraEvents))} WHERE seq <= ? ORDER BY seq DESC LIMIT 1`;
    const row = new LogRow(this.#sql.exec<MetaRow>(query, seq).one());
    this.#cache.add(row);
    return row;
  }

  /** The rows that have events with `afterSeq < seq <= throughSeq`; backwards one by one, as callers take few. */
  *#rows<Row extends Record<string, SqlStorageValue>>(
    columns: string,
    afterSeq: number,
    throughSeq: number,
    order: "ASC" | "DESC" = "ASC",
  ): Generator<Row & Place> {
    const [eras, atOnce] = [this.#erasWithin(afterSeq, throughSeq), order === "ASC" ? rowsAtOnce : 1];
    for (const era of order === "ASC" ? eras : eras.toReversed()) {
      const table = logTable(era);
      const query = `SELECT seq, last_seq, ${columns} FROM ${table} WHERE seq >= ? AND seq <= ? AND last_seq > ? ORDER BY seq ${order} LIMIT ${atOnce}`;
      // The row that begins before `afterSeq + 1` may hold it.
      const first = `SELECT seq FROM ${table} WHERE seq <= ? ORDER BY seq DESC LIMIT 1`;
      let from = this.#sql.exec<{ seq: number }>(first, afterSeq + 1).toArray()[0]?.seq ?? 0;
      for (let through = throughSeq; ;) {
        const rows = this.#sql.exec<Row & Place>(query, from, through, afterSeq).toArray();
        yield* rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < atOnce) break;
        if (order === "ASC") from = last.seq + 1;
        else through = last.seq - 1;
      }
    }
  }

  /** The eras in storage that hold events with `afterSeq < seq <= throughSeq`, oldest first. */
  #erasWithin(afterSeq: number, throughSeq: number): number[] {
    const first = Math.max(this.#eras.first, eraOf(afterSeq + 1, this.#eraEvents));
    const last = Math.min(this.#eras.last, eraOf(throughSeq, this.#eraEvents));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  }
}

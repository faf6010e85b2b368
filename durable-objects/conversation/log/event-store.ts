// The SQL of the log and nothing else: access by primary key, in the table of the era that holds the seq.
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";
import type { StoredEvent } from "./event-frame.ts";
import { createEventTable, eventTable, eraEvents, eraOf, storedEras } from "./eras.ts";
import type { HistoryEvent } from "../../../schema/history/packed-events.ts";
import { DroppedEras } from "./dropped-eras.ts";
import type { DroppedEvent } from "./dropped-ids.ts";
import { emptyChain, type OwnChain, type OwnLinks, type ReadCursor } from "../readers/readers.ts";

export interface NewEvent extends StoredEvent {
  readonly bodyHash: string;
  readonly ordinal: number;
  readonly links: OwnLinks;
  readonly settledSeq: number;
}

export interface SubmittedEvent {
  readonly seq: number;
  readonly createdAt: number;
  readonly clientMsgId: ClientMsgId;
  readonly bodyHash: string;
  readonly prev: number;
}

export type ReplayedEvent = Pick<NewEvent, "seq" | "createdAt" | "senderId" | "ordinal" | "settledSeq">;

/** A reader's moved cursor, and the log's newest seq at that time (`atSeq`). */
export interface StoredCursor extends ReadCursor {
  readonly userId: UserId;
  readonly atSeq: number;
}

export interface StoredCheckpoint {
  readonly seq: number;
  readonly settledSeq: number;
  readonly readers: string;
}

type MessageRow = { seq: number; created_at: number; sender_id: string; client_msg_id: string; body: string };
type HistoryRow = MessageRow & { body_hash: string };
type SubmittedRow = { seq: number; created_at: number; client_msg_id: string; body_hash: string; sender_prev: number };
type DroppableRow = Omit<HistoryRow, "body">;
type ReplayRow = { seq: number; created_at: number; sender_id: string; ordinal: number; settled_seq: number };

const toMessage = (row: MessageRow): StoredEvent => ({
  seq: row.seq,
  createdAt: row.created_at,
  senderId: row.sender_id as UserId,
  clientMsgId: row.client_msg_id as ClientMsgId,
  body: row.body,
});

export class EventStore {
  readonly dropped: DroppedEras;
  readonly #sql: SqlStorage;
  readonly #eraEvents: number;
  /** The eras as committed: a flush that creates an era may still fail. */
  #eras: { first: number; last: number };

  constructor(sql: SqlStorage, size = eraEvents) {
    this.#sql = sql;
    this.#eraEvents = size;
    this.dropped = new DroppedEras(sql, size);
    this.#eras = storedEras(sql);
  }

  insert(event: NewEvent): void {
    const era = eraOf(event.seq, this.#eraEvents);
    if ((event.seq - 1) % this.#eraEvents === 0) this.#sql.exec(createEventTable(era));
    this.#sql.exec(
      `INSERT INTO ${eventTable(era)} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      event.seq,
      event.createdAt,
      event.senderId,
      event.clientMsgId,
      event.bodyHash,
      event.body,
      event.ordinal,
      event.links.prev,
      event.links.jump,
      event.settledSeq,
    );
  }

  /** Must be called after each commit: eras created in it exist from now on. */
  committed(headSeq: number): void {
    const last = eraOf(headSeq, this.#eraEvents);
    if (last > this.#eras.last) this.#eras = { ...this.#eras, last };
  }

  /** The newest seq in storage, 0 for an empty log. */
  headSeq(): number {
    const { last } = this.#eras;
    const { seq } = this.#sql.exec<{ seq: number | null }>(`SELECT max(seq) AS seq FROM ${eventTable(last)}`).one();
    return seq ?? last * this.#eraEvents;
  }

  /** The newest seq that storage no longer holds; 0 while it holds everything. */
  get floorSeq(): number {
    return this.#eras.first * this.#eraEvents;
  }

  /** Events with `afterSeq < seq <= throughSeq`, oldest first. */
  range(afterSeq: number, throughSeq: number, limit: number): StoredEvent[] {
    const messages: StoredEvent[] = [];
    for (const era of this.#erasWithin(afterSeq, throughSeq)) {
      if (messages.length >= limit) break;
      const query = `SELECT seq, created_at, sender_id, client_msg_id, body FROM ${eventTable(era)} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`;
      const rows = this.#sql.exec<MessageRow>(query, afterSeq, throughSeq, limit - messages.length).toArray();
      messages.push(...rows.map(toMessage));
    }
    return messages;
  }

  /** The same events in the form that history keeps. */
  history(afterSeq: number, throughSeq: number): HistoryEvent[] {
    return this.#erasWithin(afterSeq, throughSeq).flatMap((era) => {
      const query = `SELECT seq, created_at, sender_id, client_msg_id, body, body_hash FROM ${eventTable(era)} WHERE seq > ? AND seq <= ? ORDER BY seq`;
      const rows = this.#sql.exec<HistoryRow>(query, afterSeq, throughSeq).toArray();
      return rows.map((row) => ({ ...toMessage(row), bodyHash: row.body_hash }));
    });
  }

  /** The events that a cold start replays: those after the checkpoint, oldest first. */
  *replay(afterSeq: number): Generator<ReplayedEvent> {
    for (const era of this.#erasWithin(afterSeq, Number.MAX_SAFE_INTEGER)) {
      const query = `SELECT seq, created_at, sender_id, ordinal, settled_seq FROM ${eventTable(era)} WHERE seq > ? ORDER BY seq`;
      for (const row of this.#sql.exec<ReplayRow>(query, afterSeq)) {
        yield {
          seq: row.seq,
          createdAt: row.created_at,
          senderId: row.sender_id as UserId,
          ordinal: row.ordinal,
          settledSeq: row.settled_seq,
        };
      }
    }
  }

  /** @throws Error when the log does not hold this event */
  submitted(seq: number): SubmittedEvent {
    const query = `SELECT seq, created_at, client_msg_id, body_hash, sender_prev FROM ${this.#tableOf(seq)} WHERE seq = ?`;
    const row = this.#sql.exec<SubmittedRow>(query, seq).one();
    return {
      seq,
      createdAt: row.created_at,
      clientMsgId: row.client_msg_id as ClientMsgId,
      bodyHash: row.body_hash,
      prev: row.sender_prev,
    };
  }

  /** @throws Error when the log does not hold this event */
  links(seq: number): OwnLinks {
    const query = `SELECT sender_prev AS prev, sender_jump AS jump FROM ${this.#tableOf(seq)} WHERE seq = ?`;
    return this.#sql.exec<{ prev: number; jump: number }>(query, seq).one();
  }

  /** @throws Error when the log does not hold this event */
  placeOf(seq: number): { ordinal: number; createdAt: number } {
    const query = `SELECT ordinal, created_at AS createdAt FROM ${this.#tableOf(seq)} WHERE seq = ?`;
    return this.#sql.exec<{ ordinal: number; createdAt: number }>(query, seq).one();
  }

  /** When this event was committed; works for dropped events too. @throws Error when there never was one */
  createdAtOf(seq: number): number {
    if (seq > this.floorSeq) return this.placeOf(seq).createdAt;
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
    const timeOf = (seq: number): number => this.placeOf(seq).createdAt;
    this.dropped.add(first, [timeOf(this.floorSeq + 1), timeOf(this.oldestEraEnd())], this.#droppable(first));
    this.#sql.exec(`DROP TABLE ${eventTable(first)}`);
    this.#eras = { first: first + 1, last };
    return true;
  }

  /** Cursors that moved since the checkpoint at this event, in the order in which they moved. */
  cursorsSince(seq: number): StoredCursor[] {
    const query =
      "SELECT user_id AS userId, seq AS cursorSeq, ordinal AS cursorOrdinal, sent AS cursorSent, at_seq AS atSeq FROM moved_cursor ORDER BY n";
    const cursors: StoredCursor[] = [];
    for (const row of this.#sql.exec<StoredCursor & Record<string, SqlStorageValue>>(query)) {
      // The remaining rows are from an earlier checkpoint and not overwritten yet.
      if (row.atSeq < seq) break;
      cursors.push(row);
    }
    return cursors.toSorted((a, b) => a.atSeq - b.atSeq);
  }

  /** @param n number of the row, from 1 after each checkpoint: rows are overwritten, so nothing has to be deleted */
  saveCursor(n: number, { userId, cursorSeq, cursorOrdinal, cursorSent, atSeq }: StoredCursor): void {
    const query = "INSERT OR REPLACE INTO moved_cursor VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql.exec(query, n, userId, cursorSeq, cursorOrdinal, cursorSent, atSeq);
  }

  /** The own messages of a former member, as of their leaving. Outdated after they return, until they leave again. */
  formerOwn(userId: UserId): OwnChain {
    const query = "SELECT sent, chain FROM former_reader WHERE user_id = ?";
    const row = this.#sql.exec<{ sent: number; chain: string }>(query, userId).toArray()[0];
    return row === undefined ? emptyChain : { sent: row.sent, chain: JSON.parse(row.chain) as number[] };
  }

  saveFormerOwn(userId: UserId, { sent, chain }: OwnChain): void {
    this.#sql.exec("INSERT OR REPLACE INTO former_reader VALUES (?, ?, ?)", userId, sent, JSON.stringify(chain));
  }

  /** Events with `afterSeq < seq <= throughSeq`, newest first. Reads only as many rows as the caller takes. */
  *newestFirst(afterSeq: number, throughSeq: number): Generator<StoredEvent> {
    for (const era of this.#erasWithin(afterSeq, throughSeq).toReversed()) {
      const query = `SELECT seq, created_at, sender_id, client_msg_id, body FROM ${eventTable(era)} WHERE seq > ? AND seq <= ? ORDER BY seq DESC`;
      for (const row of this.#sql.exec<MessageRow>(query, afterSeq, throughSeq)) yield toMessage(row);
    }
  }

  checkpoint(): StoredCheckpoint | null {
    const query = "SELECT seq, settled_seq AS settledSeq, readers FROM checkpoint";
    return this.#sql.exec<{ seq: number; settledSeq: number; readers: string }>(query).toArray()[0] ?? null;
  }

  saveCheckpoint(checkpoint: StoredCheckpoint): void {
    const { seq, settledSeq, readers } = checkpoint;
    this.#sql.exec("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)", seq, settledSeq, readers);
  }

  /** Reads one event at a time and no bodies: all of them may not fit into memory. */
  *#droppable(era: number): Generator<DroppedEvent> {
    const query = `SELECT seq, created_at, sender_id, client_msg_id, body_hash FROM ${eventTable(era)}`;
    for (const row of this.#sql.exec<DroppableRow>(query)) {
      yield {
        seq: row.seq,
        createdAt: row.created_at,
        senderId: row.sender_id as UserId,
        clientMsgId: row.client_msg_id as ClientMsgId,
        bodyHash: row.body_hash,
      };
    }
  }

  #tableOf(seq: number): string {
    return eventTable(eraOf(seq, this.#eraEvents));
  }

  /** The eras in storage that hold events with `afterSeq < seq <= throughSeq`, oldest first. */
  #erasWithin(afterSeq: number, throughSeq: number): number[] {
    const first = Math.max(this.#eras.first, eraOf(afterSeq + 1, this.#eraEvents));
    const last = Math.min(this.#eras.last, eraOf(throughSeq, this.#eraEvents));
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  }
}

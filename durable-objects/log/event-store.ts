// The log's SQL, and nothing else: one statement per question, all by primary key.
import type { ClientMsgId, UserId } from "../../schema/protocol/ids.ts";
import type { StoredMessage } from "./event-frame.ts";
import type { OwnLinks } from "./own-chain.ts";

export interface NewEvent extends StoredMessage {
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

export interface StoredCheckpoint {
  readonly seq: number;
  readonly settledSeq: number;
  readonly readers: string;
}

type MessageRow = { seq: number; created_at: number; sender_id: string; client_msg_id: string; body: string };
type SubmittedRow = { seq: number; created_at: number; client_msg_id: string; body_hash: string; sender_prev: number };
type ReplayRow = { seq: number; created_at: number; sender_id: string; settled_seq: number };

const toMessage = (row: MessageRow): StoredMessage => ({
  seq: row.seq,
  createdAt: row.created_at,
  senderId: row.sender_id as UserId,
  clientMsgId: row.client_msg_id as ClientMsgId,
  body: row.body,
});

export class EventStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  insert(event: NewEvent): void {
    this.#sql.exec(
      "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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

  /** The newest seq in storage, 0 for an empty log. */
  headSeq(): number {
    return this.#sql.exec<{ seq: number | null }>("SELECT max(seq) AS seq FROM event").one().seq ?? 0;
  }

  /** The oldest seq in storage, 1 for an empty log. */
  firstSeq(): number {
    return this.#sql.exec<{ seq: number | null }>("SELECT min(seq) AS seq FROM event").one().seq ?? 1;
  }

  /** Events with `afterSeq < seq <= throughSeq`, oldest first. */
  range(afterSeq: number, throughSeq: number, limit: number): StoredMessage[] {
    const query = "SELECT seq, created_at, sender_id, client_msg_id, body FROM event WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
    return this.#sql.exec<MessageRow>(query, afterSeq, throughSeq, limit).toArray().map(toMessage);
  }

  /** What a cold start replays: events after the checkpoint, oldest first. */
  *replay(afterSeq: number): Generator<{ seq: number; createdAt: number; senderId: UserId; settledSeq: number }> {
    const query = "SELECT seq, created_at, sender_id, settled_seq FROM event WHERE seq > ? ORDER BY seq";
    for (const row of this.#sql.exec<ReplayRow>(query, afterSeq)) {
      yield { seq: row.seq, createdAt: row.created_at, senderId: row.sender_id as UserId, settledSeq: row.settled_seq };
    }
  }

  /** @throws Error when the log has no such event. */
  submitted(seq: number): SubmittedEvent {
    const query = "SELECT seq, created_at, client_msg_id, body_hash, sender_prev FROM event WHERE seq = ?";
    const row = this.#sql.exec<SubmittedRow>(query, seq).one();
    return {
      seq,
      createdAt: row.created_at,
      clientMsgId: row.client_msg_id as ClientMsgId,
      bodyHash: row.body_hash,
      prev: row.sender_prev,
    };
  }

  /** @throws Error when the log has no such event. */
  links(seq: number): OwnLinks {
    const query = "SELECT sender_prev AS prev, sender_jump AS jump FROM event WHERE seq = ?";
    return this.#sql.exec<{ prev: number; jump: number }>(query, seq).one();
  }

  /** @throws Error when the log has no such event. */
  placeOf(seq: number): { ordinal: number; createdAt: number } {
    const query = "SELECT ordinal, created_at AS createdAt FROM event WHERE seq = ?";
    return this.#sql.exec<{ ordinal: number; createdAt: number }>(query, seq).one();
  }

  /** Notes an id that its own time would not find again. */
  insertSubmitted(senderId: UserId, clientMsgId: ClientMsgId, seq: number): void {
    this.#sql.exec("INSERT INTO submitted VALUES (?, ?, ?)", senderId, clientMsgId, seq);
  }

  /** Where such an id was committed, or null. */
  findSubmitted(senderId: UserId, clientMsgId: ClientMsgId): number | null {
    const query = "SELECT seq FROM submitted WHERE sender_id = ? AND client_msg_id = ?";
    return this.#sql.exec<{ seq: number }>(query, senderId, clientMsgId).toArray()[0]?.seq ?? null;
  }

  checkpoint(): StoredCheckpoint | null {
    const query = "SELECT seq, settled_seq AS settledSeq, readers FROM checkpoint";
    return this.#sql.exec<{ seq: number; settledSeq: number; readers: string }>(query).toArray()[0] ?? null;
  }

  saveCheckpoint(checkpoint: StoredCheckpoint): void {
    const { seq, settledSeq, readers } = checkpoint;
    this.#sql.exec("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)", seq, settledSeq, readers);
  }
}

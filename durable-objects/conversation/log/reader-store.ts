// The SQL of a log's readers: all of them as of a checkpoint, cursors that have moved since, and who has left.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { emptyChain, type OwnChain } from "../readers/readers.ts";
import type { StoredCursor } from "./log-row.ts";

export interface StoredCheckpoint {
  readonly seq: number;
  readonly settledSeq: number;
  readonly readers: string;
}

export class ReaderStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  checkpoint(): StoredCheckpoint | null {
    const query = "SELECT seq, settled_seq AS settledSeq, readers FROM checkpoint";
    return this.#sql.exec<{ seq: number; settledSeq: number; readers: string }>(query).toArray()[0] ?? null;
  }

  /** The settled seq that is stored with history's progress, 0 if there is none. */
  settledWithHistory(): number {
    const query = "SELECT settled_seq AS seq FROM history_progress";
    return this.#sql.exec<{ seq: number }>(query).toArray()[0]?.seq ?? 0;
  }

  saveCheckpoint(checkpoint: StoredCheckpoint): void {
    const { seq, settledSeq, readers } = checkpoint;
    this.#sql.exec("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?, ?)", seq, settledSeq, readers);
  }

  /** Cursors that moved since the checkpoint at this event, without a row of events, in the order in which they moved. */
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
}

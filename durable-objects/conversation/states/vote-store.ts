// The SQL of votes in polls: a row for each person who has voted in one.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { VoteChange } from "./poll-note.ts";

export interface StoredVote {
  readonly userId: UserId;
  /** Oldest first. */
  readonly changes: readonly VoteChange[];
}

/** Votes that are read at once. */
const atOnce = 500;

export class VoteStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(target: number, userId: UserId): readonly VoteChange[] {
    const query = "SELECT changes FROM poll_vote WHERE target = ? AND user_id = ?";
    const row = this.#sql.exec<{ changes: string }>(query, target, userId).toArray()[0];
    return row === undefined ? [] : parseChanges(row.changes);
  }

  /** At most `limit`, in the order of users, after this one. */
  page(target: number, afterUser: string, limit: number): StoredVote[] {
    const query =
      "SELECT user_id AS userId, changes FROM poll_vote WHERE target = ? AND user_id > ? ORDER BY user_id LIMIT ?";
    return this.#sql
      .exec<{ userId: string; changes: string }>(query, target, afterUser, limit)
      .toArray()
      .map(({ userId, changes }) => ({ userId: userId as UserId, changes: parseChanges(changes) }));
  }

  /** All of them, as many in memory as are read at once. */
  *all(target: number, afterUser = ""): Generator<StoredVote> {
    for (let after = afterUser; ;) {
      const votes = this.page(target, after, atOnce);
      yield* votes;
      const last = votes.at(-1);
      if (last === undefined || votes.length < atOnce) return;
      after = last.userId;
    }
  }

  save(target: number, { userId, changes }: StoredVote): void {
    this.#sql.exec("INSERT OR REPLACE INTO poll_vote VALUES (?, ?, ?)", target, userId, JSON.stringify(changes));
  }

  drop(target: number): void {
    this.#sql.exec("DELETE FROM poll_vote WHERE target = ?", target);
  }
}

const parseChanges = (text: string): VoteChange[] => JSON.parse(text) as VoteChange[];

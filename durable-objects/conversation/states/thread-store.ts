// The SQL of replies in threads: a row each, found by the thread's first message.
import type { Intervals } from "../log/visibility.ts";

export interface SeenReplies {
  /** Those that are not gone. */
  readonly count: number;
  /** The newest one, gone or not; 0: there is none. */
  readonly lastSeq: number;
}

export class ThreadStore {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  save(root: number, seq: number, isGone: boolean): void {
    const query = "INSERT INTO thread_reply VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET gone = excluded.gone";
    this.#sql.exec(query, root, seq, isGone ? 1 : 0);
  }

  /** Up to `limit` replies with `afterSeq < seq <= throughSeq`, oldest first, gone ones too. */
  after(root: number, afterSeq: number, throughSeq: number, limit: number): number[] {
    return this.#seqs("ASC", root, afterSeq, throughSeq, limit);
  }

  /** The newest ones of these, oldest first. */
  before(root: number, afterSeq: number, throughSeq: number, limit: number): number[] {
    return this.#seqs("DESC", root, afterSeq, throughSeq, limit).toReversed();
  }

  /** What somebody sees of the replies who did not see all of them. */
  seen(root: number, intervals: Intervals): SeenReplies {
    const query =
      "SELECT count(*) - coalesce(sum(gone), 0) AS count, coalesce(max(seq), 0) AS lastSeq FROM thread_reply WHERE root = ? AND seq >= ? AND seq <= ?";
    return intervals
      .map(({ fromSeq, toSeq }) =>
        this.#sql
          .exec<{ count: number; lastSeq: number }>(query, root, fromSeq, toSeq ?? Number.MAX_SAFE_INTEGER)
          .one(),
      )
      .reduce<SeenReplies>(
        (all, one) => ({ count: all.count + one.count, lastSeq: Math.max(all.lastSeq, one.lastSeq) }),
        {
          count: 0,
          lastSeq: 0,
        },
      );
  }

  #seqs(order: "ASC" | "DESC", root: number, afterSeq: number, throughSeq: number, limit: number): number[] {
    const query = `SELECT seq FROM thread_reply WHERE root = ? AND seq > ? AND seq <= ? ORDER BY seq ${order} LIMIT ?`;
    return this.#sql
      .exec<{ seq: number }>(query, root, afterSeq, throughSeq, limit)
      .toArray()
      .map(({ seq }) => seq);
  }
}

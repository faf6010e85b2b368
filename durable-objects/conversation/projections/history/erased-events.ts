// Which events of a conversation were erased, and which of them the tiers still show.

interface Held {
  readonly revision: number;
  /** Events that the tiers may still show, in order; when the first of them was erased, ms since 1970. */
  readonly pending: readonly number[];
  readonly pendingSince: number | null;
}

export class ErasedEvents {
  readonly #sql: SqlStorage;
  /** Null: to be read anew, because a transaction may have changed it and may yet be rolled back. */
  #held: Held | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Rises with each erasure: 0 before the first. */
  get revision(): number {
    return this.#load().revision;
  }

  /** The events whose erasure the tiers have not followed yet, in order. */
  get pending(): readonly number[] {
    return this.#load().pending;
  }

  /** When the oldest of them was erased, ms since 1970; null if there is none. */
  get pendingSince(): number | null {
    return this.#load().pendingSince;
  }

  /** Those of them with `afterSeq < seq <= throughSeq`, for a HistoryRange. */
  pendingIn(afterSeq: number, throughSeq: number): number[] {
    return this.pending.filter((seq) => seq > afterSeq && seq <= throughSeq);
  }

  /** Every event with `afterSeq < seq <= throughSeq` that was ever erased. */
  within(afterSeq: number, throughSeq: number): ReadonlySet<number> {
    const query = "SELECT seq FROM erased_event WHERE seq > ? AND seq <= ?";
    return new Set(
      this.#sql
        .exec<{ seq: number }>(query, afterSeq, throughSeq)
        .toArray()
        .map(({ seq }) => seq),
    );
  }

  /**
   * Notes an erasure. Call it in the transaction that overwrites the events in the log: what is read of the log from
   * then on belongs to the new revision.
   *
   * @param seqs of messages; a change of the conversation cannot be erased
   * @param now ms since 1970
   * @returns the new revision
   */
  add(seqs: readonly number[], now: number): number {
    const revision = this.revision + 1;
    this.#held = null;
    this.#sql.exec("INSERT OR REPLACE INTO erasure VALUES (1, ?)", revision);
    for (const seq of seqs) {
      this.#sql.exec("INSERT OR IGNORE INTO erased_event VALUES (?)", seq);
      this.#sql.exec("INSERT OR IGNORE INTO erasing_event VALUES (?, ?)", seq, now);
    }
    return revision;
  }

  /** The tiers show the tombstones of these, for good. */
  followed(seqs: readonly number[]): void {
    this.#held = null;
    for (const seq of seqs) this.#sql.exec("DELETE FROM erasing_event WHERE seq = ?", seq);
  }

  #load(): Held {
    this.#held ??= {
      revision: this.#sql.exec<{ revision: number }>("SELECT revision FROM erasure").toArray()[0]?.revision ?? 0,
      pending: this.#sql
        .exec<{ seq: number }>("SELECT seq FROM erasing_event ORDER BY seq")
        .toArray()
        .map(({ seq }) => seq),
      pendingSince: this.#sql.exec<{ at: number | null }>("SELECT min(erased_at) AS at FROM erasing_event").one().at,
    };
    return this.#held;
  }
}

// How far a conversation's history has come. Stored at every step, after the tier has what it says.

export interface Progress {
  readonly projectedSeq: number;
  readonly archivedSeq: number;
  /** When the oldest event that is not archived becomes due; null: nothing to archive. */
  readonly archiveDueAt: number | null;
  /** When objects that nobody names are deleted from R2; null: there are none. */
  readonly sweepDueAt: number | null;
}

export class HistoryProgress {
  readonly #sql: SqlStorage;
  #current: Progress;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const query =
      "SELECT projected_seq AS projectedSeq, archived_seq AS archivedSeq, archive_due_at AS archiveDueAt FROM history_progress";
    const row = sql.exec<Pick<Progress, "projectedSeq" | "archivedSeq" | "archiveDueAt">>(query).toArray()[0];
    const sweep = sql.exec<{ due_at: number | null }>("SELECT due_at FROM history_sweep").toArray()[0];
    this.#current = {
      ...(row ?? { projectedSeq: 0, archivedSeq: 0, archiveDueAt: null }),
      sweepDueAt: sweep?.due_at ?? null,
    };
  }

  get current(): Progress {
    return this.#current;
  }

  save(change: Partial<Omit<Progress, "sweepDueAt">>): void {
    const progress = { ...this.#current, ...change };
    const { projectedSeq, archivedSeq, archiveDueAt } = progress;
    this.#sql.exec(
      "INSERT OR REPLACE INTO history_progress (id, projected_seq, archived_seq, archive_due_at) VALUES (1, ?, ?, ?)",
      projectedSeq,
      archivedSeq,
      archiveDueAt,
    );
    this.#current = progress;
  }

  saveSweepDueAt(sweepDueAt: number | null): void {
    this.#sql.exec("INSERT OR REPLACE INTO history_sweep (id, due_at) VALUES (1, ?)", sweepDueAt);
    this.#current = { ...this.#current, sweepDueAt };
  }
}

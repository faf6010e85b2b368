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
      "SELECT projected_seq AS projectedSeq, archived_seq AS archivedSeq, archive_due_at AS archiveDueAt, sweep_due_at AS sweepDueAt FROM history_progress";
    const row = sql.exec<{ [K in keyof Progress]: Progress[K] }>(query).toArray()[0];
    this.#current = row ?? { projectedSeq: 0, archivedSeq: 0, archiveDueAt: null, sweepDueAt: null };
  }

  get current(): Progress {
    return this.#current;
  }

  save(change: Partial<Progress>): void {
    const progress = { ...this.#current, ...change };
    const { projectedSeq, archivedSeq, archiveDueAt, sweepDueAt } = progress;
    this.#sql.exec(
      "INSERT OR REPLACE INTO history_progress (id, projected_seq, archived_seq, archive_due_at, sweep_due_at) VALUES (1, ?, ?, ?, ?)",
      projectedSeq,
      archivedSeq,
      archiveDueAt,
      sweepDueAt,
    );
    this.#current = progress;
  }
}

// How far a conversation's history has come. Stored at every step that changes it, after the tier has what it says.

export interface Progress {
  readonly projectedSeq: number;
  readonly archivedSeq: number;
  /** When the oldest event that is not archived becomes due; null: nothing to archive. */
  readonly archiveDueAt: number | null;
  /** When objects that nobody names are deleted from R2; null: there are none. */
  readonly sweepDueAt: number | null;
}

/** The settled seq shares the row: after the last event of a burst no other row is written. */
export interface SettledMark {
  /** The seq up to which every subscriber has everything. */
  settledSeq(): number;
  settledSaved(settledSeq: number): void;
}

export class HistoryProgress {
  readonly #sql: SqlStorage;
  readonly #mark: SettledMark;
  #current: Progress;

  constructor(sql: SqlStorage, mark: SettledMark) {
    this.#sql = sql;
    this.#mark = mark;
    const query =
      "SELECT projected_seq AS projectedSeq, archived_seq AS archivedSeq, archive_due_at AS archiveDueAt, sweep_due_at AS sweepDueAt FROM history_progress";
    this.#current = sql.exec<Progress & Record<string, SqlStorageValue>>(query).toArray()[0] ?? {
      projectedSeq: 0,
      archivedSeq: 0,
      archiveDueAt: null,
      sweepDueAt: null,
    };
  }

  get current(): Progress {
    return this.#current;
  }

  save(change: Partial<Progress>): void {
    const progress = { ...this.#current, ...change };
    const { projectedSeq, archivedSeq, archiveDueAt, sweepDueAt } = progress;
    const { current } = this;
    const isSame =
      projectedSeq === current.projectedSeq &&
      archivedSeq === current.archivedSeq &&
      archiveDueAt === current.archiveDueAt &&
      sweepDueAt === current.sweepDueAt;
    if (isSame) return;
    const settledSeq = this.#mark.settledSeq();
    this.#sql.exec(
      "INSERT OR REPLACE INTO history_progress VALUES (1, ?, ?, ?, ?, ?)",
      projectedSeq,
      archivedSeq,
      archiveDueAt,
      sweepDueAt,
      settledSeq,
    );
    this.#current = progress;
    this.#mark.settledSaved(settledSeq);
  }
}

// How far a conversation's history has come. Stored at every step that changes it, after the tier has what it says.

export interface Progress {
  readonly projectedSeq: number;
  readonly archivedSeq: number;
  /** When the oldest event that is not archived becomes due; null: nothing to archive. */
  readonly archiveDueAt: number | null;
  /** When objects that nobody names are deleted from R2; null: there are none. */
  readonly sweepDueAt: number | null;
  /** The name of the database that has all of this history; null: some of it may be elsewhere yet. */
  readonly home: string | null;
  /** Days since 1970: when `dayBytes` were written to D1. */
  readonly day: number;
  readonly dayBytes: number;
  /** Bytes in D1 that are not in R2, or more: a segment that grew is counted each time it was written. */
  readonly restBytes: number;
}

const columns: Readonly<Record<keyof Progress, string>> = {
  projectedSeq: "projected_seq",
  archivedSeq: "archived_seq",
  archiveDueAt: "archive_due_at",
  sweepDueAt: "sweep_due_at",
  home: "home",
  day: "day",
  dayBytes: "day_bytes",
  restBytes: "rest_bytes",
};
const keys = Object.keys(columns) as (keyof Progress)[];

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
  #isStored: boolean;

  /** @param home of a conversation that has no history yet */
  constructor(sql: SqlStorage, mark: SettledMark, home: string) {
    this.#sql = sql;
    this.#mark = mark;
    const names = keys.map((key) => `${columns[key]} AS ${key}`).join(", ");
    const query = `SELECT ${names} FROM history_progress`;
    const [stored] = sql.exec<Progress & Record<string, SqlStorageValue>>(query).toArray();
    this.#isStored = stored !== undefined;
    this.#current = stored ?? {
      projectedSeq: 0,
      archivedSeq: 0,
      archiveDueAt: null,
      sweepDueAt: null,
      home,
      day: 0,
      dayBytes: 0,
      restBytes: 0,
    };
  }

  /** Whether anything was ever written to history. */
  get isStored(): boolean {
    return this.#isStored;
  }

  get current(): Progress {
    return this.#current;
  }

  save(change: Partial<Progress>): void {
    const progress = { ...this.#current, ...change };
    if (keys.every((key) => progress[key] === this.#current[key])) return;
    const settledSeq = this.#mark.settledSeq();
    this.#sql.exec(
      `INSERT OR REPLACE INTO history_progress (id, settled_seq, ${keys.map((key) => columns[key]).join(", ")})
        VALUES (1, ?, ${keys.map(() => "?").join(", ")})`,
      settledSeq,
      ...keys.map((key) => progress[key]),
    );
    this.#current = progress;
    this.#isStored = true;
    this.#mark.settledSaved(settledSeq);
  }
}

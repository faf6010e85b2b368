// Segments that D1 did not take. History continues after them, and they are tried again at growing intervals.

export interface SkippedSegment {
  readonly firstSeq: number;
  readonly lastSeq: number;
}

type Row = { first_seq: number; last_seq: number; attempts: number; retry_at: number };

const firstRetryMs = 3_600_000;
/** The longest pause between two tries. */
const maxRetryMs = 86_400_000;

export class SkippedSegments {
  readonly #sql: SqlStorage;
  /** By first seq, in order. */
  #rows: Row[];

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#rows = this.#load();
  }

  /** Null when none is skipped. */
  static load(sql: SqlStorage): SkippedSegments | null {
    const skipped = new SkippedSegments(sql);
    return skipped.firstSeq === null ? null : skipped;
  }

  /** The oldest skipped event. */
  get firstSeq(): number | null {
    return this.#rows[0]?.first_seq ?? null;
  }

  /** When the next one is tried again, ms since 1970. */
  get dueAt(): number | null {
    return this.#rows.length === 0 ? null : Math.min(...this.#rows.map((row) => row.retry_at));
  }

  due(now: number): SkippedSegment[] {
    return this.#rows
      .filter((row) => row.retry_at <= now)
      .map((row) => ({ firstSeq: row.first_seq, lastSeq: row.last_seq }));
  }

  /**
   * A run that has outlived its deadline may know less of the segment than the one after it: it takes nothing back.
   *
   * @returns how often the segment has been tried
   */
  add(firstSeq: number, lastSeq: number, now: number): number {
    const known = this.#rows.find((row) => row.first_seq === firstSeq);
    const attempts = (known?.attempts ?? 0) + 1;
    const longest = Math.max(known?.last_seq ?? 0, lastSeq);
    const retryAt = now + Math.min(maxRetryMs, firstRetryMs * 2 ** (attempts - 1));
    this.#sql.exec("INSERT OR REPLACE INTO history_skipped VALUES (?, ?, ?, ?)", firstSeq, longest, attempts, retryAt);
    this.#rows = this.#load();
    return attempts;
  }

  /** Removes a segment if history has it now, up to `lastSeq`. */
  remove(firstSeq: number, lastSeq: number): void {
    if (!this.#rows.some((row) => row.first_seq === firstSeq && row.last_seq <= lastSeq)) return;
    this.#sql.exec("DELETE FROM history_skipped WHERE first_seq = ?", firstSeq);
    this.#rows = this.#load();
  }

  #load(): Row[] {
    return this.#sql.exec<Row>("SELECT * FROM history_skipped ORDER BY first_seq").toArray();
  }
}

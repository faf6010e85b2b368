// The rows of the log that were looked at last: walking a sender's messages and searching by time meet the same row
// again and again.
import type { LogRow } from "./log-row.ts";

/** A row has at most 64 events, some 20 KB in memory. */
const maxRows = 8;

export class RowCache {
  /** Newest last. */
  readonly #rows: LogRow[] = [];

  find(seq: number): LogRow | null {
    return this.#rows.findLast((row) => row.firstSeq <= seq && seq <= row.lastSeq) ?? null;
  }

  add(row: LogRow): void {
    this.#rows.push(row);
    if (this.#rows.length > maxRows) this.#rows.shift();
  }

  clear(): void {
    this.#rows.length = 0;
  }
}

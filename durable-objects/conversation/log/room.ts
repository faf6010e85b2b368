// Whether the log has room for further messages. Its object's storage is limited, and must never be full: marks, changes
// and history's progress need the rest.

/** Storage is asked once in so many events: the largest are a few megabytes together. */
const askEveryEvents = 256;

export class Room {
  readonly #sql: Pick<SqlStorage, "databaseSize">;
  readonly #maxBytes: number;
  #askAt = 0;
  #isFull = false;

  constructor(sql: Pick<SqlStorage, "databaseSize">, maxBytes: number) {
    this.#sql = sql;
    this.#maxBytes = maxBytes;
  }

  /** Asks each time while it is full: the log drops what history has. */
  isFull(headSeq: number): boolean {
    if (!this.#isFull && headSeq < this.#askAt) return false;
    this.#askAt = headSeq + askEveryEvents;
    this.#isFull = this.#sql.databaseSize > this.#maxBytes;
    return this.#isFull;
  }
}

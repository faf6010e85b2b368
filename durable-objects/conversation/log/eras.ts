// The tables of a log. Each holds a fixed number of events, so that old events are dropped with their table: DROP TABLE
// bills no rows.

/**
 * Events per table. Never changes, because it determines which table holds an event. A multiple of history's segments
 * and blocks.
 */
export const eraEvents = 65_536;

export const eraOf = (seq: number, size: number): number => Math.floor((seq - 1) / size);

const prefix = "log_";
/** The tables of earlier code, with a row for each event: see old-events.ts. */
const oldPrefix = "event_";

/** The eras in storage by the form of their tables, oldest first. */
export function storedEras(sql: SqlStorage): { readonly eras: readonly number[]; readonly oldEras: readonly number[] } {
  const query = `SELECT name FROM sqlite_master WHERE type = 'table' AND (name GLOB '${prefix}[0-9]*' OR name GLOB '${oldPrefix}[0-9]*')`;
  const names = sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => name);
  const numbersOf = (start: string): number[] =>
    names
      .filter((name) => name.startsWith(start))
      .map((name) => Number(name.slice(start.length)))
      .toSorted((a, b) => a - b);
  return { eras: numbersOf(prefix), oldEras: numbersOf(oldPrefix) };
}

export const oldTable = (era: number): string => `${oldPrefix}${era}`;

export const logTable = (era: number): string => `${prefix}${era}`;

/** One row. */
export const insertLogRow = (era: number): string => `INSERT INTO ${logTable(era)} VALUES (?, ?, ?, ?, ?)`;

/** INTEGER PRIMARY KEY and no index: each row of the log bills one row. */
export const createLogTable = (era: number): string => `
  CREATE TABLE IF NOT EXISTS ${logTable(era)} (
    seq INTEGER PRIMARY KEY,         -- of the first event
    last_seq INTEGER NOT NULL,
    meta TEXT NOT NULL,              -- JSON, as history takes it: see log/log-row.ts
    own TEXT NOT NULL,               -- JSON, of the log only
    bodies TEXT NOT NULL             -- a line for each event: {"content":…,"replyTo"?:…,"mentions"?:…}
  )`;

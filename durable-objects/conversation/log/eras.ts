// The tables of a log. Each holds a fixed number of events, so that old events are dropped with their table: DROP TABLE
// bills no rows.

/**
 * Events per table. Never changes, because it determines which table holds an event. A multiple of history's segments
 * and blocks.
 */
export const eraEvents = 65_536;

export const eraOf = (seq: number, size: number): number => Math.floor((seq - 1) / size);

/** The oldest and the newest era in storage. */
export function storedEras(sql: SqlStorage): { first: number; last: number } {
  const query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB 'event_[0-9]*'";
  const eras = sql
    .exec<{ name: string }>(query)
    .toArray()
    .map(({ name }) => Number(name.slice("event_".length)));
  return { first: Math.min(...eras), last: Math.max(...eras) };
}

export const eventTable = (era: number): string => `event_${era}`;

/** INTEGER PRIMARY KEY and no index: each event bills one row. */
export const createEventTable = (era: number): string => `
  CREATE TABLE IF NOT EXISTS ${eventTable(era)} (
    seq INTEGER PRIMARY KEY,
    created_at INTEGER NOT NULL,     -- never falls, so that time is searched by seq
    sender_id TEXT NOT NULL,
    client_msg_id TEXT NOT NULL,
    body_hash TEXT NOT NULL,         -- of the body as submitted
    body TEXT NOT NULL,              -- {"content":…,"replyTo"?:…,"mentions"?:…}
    ordinal INTEGER NOT NULL,        -- messages up to and including this event
    sender_prev INTEGER NOT NULL,    -- the sender's message before this one, 0: none
    sender_jump INTEGER NOT NULL,    -- an earlier one of theirs, see readers/readers.ts
    settled_seq INTEGER NOT NULL     -- what every subscriber had when this was written
  )`;

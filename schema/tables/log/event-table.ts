// The table of one era's events: made as the log grows, dropped whole when history has it (log/eras.ts).

export const eventTable = (era: number): string => `event_${era}`;

/** INTEGER PRIMARY KEY and no index: one billed row per event. */
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
    sender_jump INTEGER NOT NULL,    -- an earlier one of theirs, see own-chain.ts
    settled_seq INTEGER NOT NULL     -- what every subscriber had when this was written
  )`;

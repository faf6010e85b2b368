// Tables of a conversation's log, shared by every actor that has one; oldest first. Append only: a deployed entry never changes.

/** INTEGER PRIMARY KEY and no index: one billed row per event. */
export const logMigrations: readonly string[] = [
  `
  CREATE TABLE event (
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
  );

  CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,            -- readers are as of this event; later ones are replayed
    settled_seq INTEGER NOT NULL,
    readers TEXT NOT NULL            -- JSON, see checkpoint.ts
  );

  CREATE TABLE submitted (           -- ids that their own time cannot find again
    sender_id TEXT NOT NULL,
    client_msg_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (sender_id, client_msg_id)
  ) WITHOUT ROWID;
  `,
];

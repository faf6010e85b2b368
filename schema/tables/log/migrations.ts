// Tables of a conversation's log, shared by every actor that has one; oldest first. Append only: a deployed entry never changes.

export const logMigrations: readonly string[] = [
  `
  CREATE TABLE IF NOT EXISTS event_0 (
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

  CREATE TABLE dropped_era (         -- what is left of a table of events that was dropped
    era INTEGER PRIMARY KEY,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    ids BLOB NOT NULL                -- see log/dropped-ids.ts
  );

  CREATE TABLE history_progress (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    projected_seq INTEGER NOT NULL,  -- in D1 up to here
    archived_seq INTEGER NOT NULL,   -- in R2 up to here
    archive_due_at INTEGER           -- when the next events are old enough for R2; NULL: none wait
  );
  `,
  `
  CREATE TABLE read_cursor (         -- where a cursor was put since the checkpoint, where readers are many
    user_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    at_seq INTEGER NOT NULL          -- the newest event at that time
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE history_skipped (     -- segments that D1 does not take, passed over until it does
    first_seq INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    retry_at INTEGER NOT NULL
  );
  `,
  `
  CREATE TABLE former_reader (       -- the own messages of who is out and has written: see own-chain.ts
    user_id TEXT PRIMARY KEY,
    sent INTEGER NOT NULL,
    chain TEXT NOT NULL              -- JSON
  ) WITHOUT ROWID;

  CREATE TABLE moved_cursor (        -- where a cursor was put since the checkpoint, where readers are many
    n INTEGER PRIMARY KEY,           -- counts from 1 since the checkpoint
    user_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    at_seq INTEGER NOT NULL          -- the newest event at that time
  );
  INSERT INTO moved_cursor
    SELECT row_number() OVER (ORDER BY at_seq DESC), user_id, seq, ordinal, sent, at_seq FROM read_cursor;
  DROP TABLE read_cursor;
  `,
  `
  CREATE TABLE IF NOT EXISTS log_0 ( -- one row a commit; log/old-events.ts moves the rows of event_N here
    seq INTEGER PRIMARY KEY,         -- of the first event
    last_seq INTEGER NOT NULL,
    meta TEXT NOT NULL,              -- JSON, as history takes it: see log/log-row.ts
    own TEXT NOT NULL,               -- JSON, of the log only
    bodies TEXT NOT NULL             -- a line for each event: {"content":…,"replyTo"?:…,"mentions"?:…}
  );
  `,
  `
  CREATE TABLE erasure (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL        -- rises with each erasure; history is written under it
  );

  CREATE TABLE erased_event (        -- every event that was ever erased
    seq INTEGER PRIMARY KEY
  );

  CREATE TABLE erasing_event (       -- those whose erasure D1 and R2 have not followed yet
    seq INTEGER PRIMARY KEY,
    erased_at INTEGER NOT NULL
  );

  ALTER TABLE history_progress       -- when objects in R2 that nobody names are deleted; NULL: there are none
    ADD COLUMN sweep_due_at INTEGER;
  ALTER TABLE history_progress       -- what every subscriber had when this was written
    ADD COLUMN settled_seq INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE history_progress       -- the database that has all of this history; NULL: it may be elsewhere yet
    ADD COLUMN home TEXT;
  ALTER TABLE history_progress       -- since 1970: when the bytes of a day were counted last
    ADD COLUMN day INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE history_progress       -- written to D1 on that day
    ADD COLUMN day_bytes INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE history_progress       -- in D1 and not in R2, about
    ADD COLUMN rest_bytes INTEGER NOT NULL DEFAULT 0;
  -- A first write of history may have been under way when the code before ended.
  INSERT OR IGNORE INTO history_progress (id, projected_seq, archived_seq)
    SELECT 1, 0, 0 WHERE EXISTS (SELECT 1 FROM log_0);
  `,
  `
  CREATE TABLE message_state (       -- what became of messages, see states/stored-state.ts
    block INTEGER PRIMARY KEY,       -- of 16 seqs
    states TEXT NOT NULL             -- JSON by seq
  );

  CREATE TABLE reaction (            -- who reacted to a message with what
    target INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    emoji TEXT NOT NULL,
    changes TEXT NOT NULL,           -- JSON: when it came and went
    PRIMARY KEY (target, user_id, emoji)
  ) WITHOUT ROWID;

  CREATE TABLE pinned (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seqs TEXT NOT NULL               -- JSON: the pinned messages, oldest pin first
  );

  CREATE TABLE hidden_message (      -- what a user has deleted for themselves
    user_id TEXT PRIMARY KEY,
    seqs TEXT NOT NULL               -- JSON, in the order in which they did
  ) WITHOUT ROWID;
  `,
  `
  -- Readers who show nobody how far they have read; nobody else has a row here.
  CREATE TABLE hidden_reader (
    user_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL         -- of the user's choice: an earlier one that arrives late changes nothing
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE thread_reply (
    root INTEGER NOT NULL,           -- the first message of the thread
    seq INTEGER NOT NULL,            -- the reply
    gone INTEGER NOT NULL,           -- 1: it was recalled or has expired
    PRIMARY KEY (root, seq)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE poll_vote (           -- what somebody has voted for in a poll; nowhere else if it is anonymous
    target INTEGER NOT NULL,
    user_id TEXT NOT NULL,
    changes TEXT NOT NULL,           -- JSON: what was chosen when, the last few times
    PRIMARY KEY (target, user_id)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE burning (             -- messages that are gone some time after they were read
    seq INTEGER PRIMARY KEY,
    sender_id TEXT NOT NULL,
    after_ms INTEGER NOT NULL,
    burns_at INTEGER                 -- NULL: the recipient has not read it
  );
  `,
  `
  CREATE TABLE retention (           -- how long messages stay: a row for each setting that concerns some
    from_seq INTEGER PRIMARY KEY,    -- the event that set it, for the messages after it
    ttl_ms INTEGER,                  -- NULL: they stay
    set_by TEXT NOT NULL,
    done_seq INTEGER NOT NULL,       -- what was said up to here is gone
    noted_seq INTEGER NOT NULL,      -- messages up to here were over at noted_at
    noted_at INTEGER                 -- NULL: nothing is noted
  );
  `,
  `
  CREATE TABLE attached_file (       -- the files of messages that are not gone
    seq INTEGER NOT NULL,
    file_id TEXT NOT NULL,
    kind TEXT NOT NULL,              -- of the content that names it
    sender_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    hold_id TEXT NOT NULL,           -- of schema/rpc/shared-file.ts
    PRIMARY KEY (seq, file_id)
  ) WITHOUT ROWID;

  CREATE TABLE file_errand (         -- what the file's object has to be told
    seq INTEGER NOT NULL,
    file_id TEXT NOT NULL,
    hold_id TEXT NOT NULL,
    gone INTEGER NOT NULL,           -- 1: the message is gone
    PRIMARY KEY (seq, file_id)
  ) WITHOUT ROWID;
  `,
];

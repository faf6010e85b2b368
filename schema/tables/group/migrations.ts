// Tables of a group beside its log; oldest first. Append only: a deployed entry never changes.
export const groupMigrations: readonly string[] = [
  `
  CREATE TABLE group_core (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    group_id TEXT NOT NULL,          -- ctx.id.name is missing in alarm() on a cold object
    info TEXT NOT NULL,              -- JSON
    settings TEXT NOT NULL,          -- JSON
    password_hash TEXT,
    all_muted INTEGER NOT NULL,
    dissolved INTEGER NOT NULL,
    created_by TEXT NOT NULL
  );

  CREATE TABLE member (              -- everyone who was ever in: what they may see outlives their leaving
    user_id TEXT PRIMARY KEY,
    role TEXT,                       -- NULL: out
    nickname TEXT NOT NULL,
    muted_until INTEGER,
    joined_seq INTEGER,              -- NULL: out
    intervals TEXT NOT NULL          -- JSON: [[from, to | null], …]
  ) WITHOUT ROWID;

  CREATE TABLE ban (
    user_id TEXT PRIMARY KEY,
    banned_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE link (
    link_id TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    created_by TEXT NOT NULL,
    expires_at INTEGER,              -- NULL: never
    max_uses INTEGER,                -- NULL: no bound
    uses INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE join_request (
    user_id TEXT PRIMARY KEY,
    message TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE announcement (        -- the newest; older ones are in the log
    seq INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    author_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
  );

  CREATE TABLE password_attempt (    -- wrong passwords of late
    user_id TEXT PRIMARY KEY,
    times TEXT NOT NULL              -- JSON: ms since 1970, oldest first
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE former_member (       -- who was in: what they may see outlives their leaving; outdated while they are in again
    user_id TEXT PRIMARY KEY,
    muted_until INTEGER,
    intervals TEXT NOT NULL          -- JSON: [[from, to], …]
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE visible_history (     -- a row while newcomers see the past
    id INTEGER PRIMARY KEY CHECK (id = 1),
    since_seq INTEGER NOT NULL       -- the first event that they see
  );
  `,
];

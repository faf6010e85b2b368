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
  `
  CREATE TABLE invitation (         -- at most maxGroupInvitations that are in force: read as a whole
    user_id TEXT PRIMARY KEY,
    invited_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE invitation_news (    -- what a session may not know yet: a row until it has answered
    user_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,       -- rises with each news for this user
    invited_by TEXT NOT NULL,       -- '': the invitation is over
    until INTEGER NOT NULL,         -- when it expires, or would have: ms since 1970
    created_at INTEGER NOT NULL,
    try_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE stayed_out (         -- who left or declined of late, by their own act; looked up by id
    user_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    declined INTEGER NOT NULL       -- 1: an invitation
  ) WITHOUT ROWID;
  CREATE TABLE let_in_by (          -- a row for each event by which somebody let others in; looked up by seq
    seq INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL
  );
  `,
];

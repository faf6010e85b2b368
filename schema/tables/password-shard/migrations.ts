// Tables of a PasswordShard's SQLite, oldest first. Append only: a deployed entry never changes.

/** Entry n is run once, when the object's schema version is n. */
export const passwordShardMigrations: readonly string[] = [
  `
  CREATE TABLE attempt (
    subject TEXT NOT NULL,     -- keyed hash of a username, or of who sets passwords
    bucket TEXT NOT NULL,      -- a network, a known device, all networks, or changes
    count INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,  -- the count is forgotten then
    PRIMARY KEY (subject, bucket)
  ) WITHOUT ROWID;

  CREATE TABLE failed_sign_in (
    user_id TEXT NOT NULL,
    hour INTEGER NOT NULL,     -- hours since 1970
    network TEXT NOT NULL,     -- the coarse one; '' where no address is known
    count INTEGER NOT NULL,
    locked INTEGER NOT NULL,   -- 1: the network was locked for this account
    told INTEGER NOT NULL,     -- the count that the audit was last told
    PRIMARY KEY (user_id, hour, network)
  ) WITHOUT ROWID;

  CREATE TABLE job_outbox (
    id TEXT PRIMARY KEY,       -- the job's
    at INTEGER NOT NULL,
    body TEXT NOT NULL         -- the envelope as JSON
  ) WITHOUT ROWID;
  `,
];

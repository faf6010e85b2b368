// Tables of the Fleet's SQLite, oldest first. Append only: a deployed entry never changes.

/** Entry n is run once, when the object's schema version is n. */
export const fleetMigrations: readonly string[] = [
  `
  CREATE TABLE sampled_user (
    user_id TEXT PRIMARY KEY,
    sockets INTEGER NOT NULL,  -- open, more than 0
    one_in INTEGER NOT NULL,   -- the user stands for so many
    told_at INTEGER NOT NULL   -- ms since 1970
  ) WITHOUT ROWID;

  CREATE TABLE socket_peak (
    hour INTEGER PRIMARY KEY,  -- hours since 1970
    sockets INTEGER NOT NULL   -- the highest estimate of the deployment's open sockets in it, to a twentieth
  );
  `,
  `
  CREATE TABLE sweep (         -- the newest
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL,       -- running, stopped, done
    reason TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,          -- NULL until it is done
    after TEXT,                -- sessions of accounts up to this one are in sweep_object, or were; NULL: all
    next_at INTEGER NOT NULL   -- when objects are asked next
  );

  CREATE TABLE sweep_object (  -- to be asked
    class TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,       -- waiting, older (it runs older code), failed (for good)
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL, -- that failed
    error TEXT,                -- of the last one
    after TEXT,                -- a session's conversations up to this one are known
    PRIMARY KEY (class, name)
  ) WITHOUT ROWID;

  CREATE TABLE sweep_group (   -- found in this sweep: many sessions name a group
    name TEXT PRIMARY KEY
  ) WITHOUT ROWID;

  CREATE TABLE sweep_count (   -- objects that were asked
    class TEXT NOT NULL,
    versions TEXT NOT NULL,    -- JSON
    objects INTEGER NOT NULL,
    PRIMARY KEY (class, versions)
  ) WITHOUT ROWID;
  `,
];

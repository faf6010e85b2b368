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
];

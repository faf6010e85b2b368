-- Migration files are never edited once deployed; `wrangler d1 migrations apply DIRECTORY` runs the new ones.
-- WITHOUT ROWID, which Drizzle does not know: the primary key is the table, so that a row bills one write less.
CREATE TABLE account (
  id TEXT PRIMARY KEY NOT NULL,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL UNIQUE,
  display_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE registration (
  hour INTEGER NOT NULL,
  address_hash TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, address_hash)
) WITHOUT ROWID;

-- Conversations' history, in databases of its own (schema/tables/history/tables.ts, docs/decisions/0033). Migration files
-- are never edited once deployed; `wrangler d1 migrations apply HISTORY` runs the new ones, the same for HISTORY_2 and so on.
-- WITHOUT ROWID, which Drizzle does not know: the primary key is the table, so that a row bills one write less.
CREATE TABLE history_segment (
  conversation_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, first_seq)
) WITHOUT ROWID;

CREATE TABLE history_archive (
  conversation_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  object_key TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, first_seq)
) WITHOUT ROWID;

CREATE TABLE history_object (
  conversation_id TEXT NOT NULL,
  object_key TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, object_key)
) WITHOUT ROWID;

-- From here on nothing is written into the history of a conversation that moves, or has moved, to another database.
CREATE TABLE history_moved (
  conversation_id TEXT PRIMARY KEY NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TRIGGER history_segment_insert BEFORE INSERT ON history_segment
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

CREATE TRIGGER history_segment_update BEFORE UPDATE ON history_segment
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

CREATE TRIGGER history_archive_insert BEFORE INSERT ON history_archive
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

CREATE TRIGGER history_archive_update BEFORE UPDATE ON history_archive
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

CREATE TRIGGER history_object_insert BEFORE INSERT ON history_object
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

CREATE TRIGGER history_object_update BEFORE UPDATE ON history_object
WHEN EXISTS (SELECT 1 FROM history_moved WHERE conversation_id = NEW.conversation_id)
BEGIN
  SELECT RAISE(ABORT, 'this history has moved');
END;

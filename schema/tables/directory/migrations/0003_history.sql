-- Conversations' history: packed segments (schema/tables/history/tables.ts). Rows are found by their key only.
CREATE TABLE history_segment (
  conversation_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (conversation_id, first_seq)
) WITHOUT ROWID;

CREATE TABLE history_archive (
  conversation_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  object_key TEXT NOT NULL,
  PRIMARY KEY (conversation_id, first_seq)
) WITHOUT ROWID;

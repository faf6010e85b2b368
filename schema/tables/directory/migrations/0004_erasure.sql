-- Erasing in history (docs/decisions/0026): which state of the log a row shows, and every object before it is written.
ALTER TABLE history_segment ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE history_archive ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;

CREATE TABLE history_object (
  conversation_id TEXT NOT NULL,
  object_key TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, object_key)
) WITHOUT ROWID;

-- History leaves the directory for databases of its own (docs/decisions/0033). Nothing is written here any more into that
-- of a conversation that moves or has moved: by no late write, and by no earlier version of the code.
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

-- Profiles, usernames that were given up, and the index by which people are found (docs/decisions/0081).
ALTER TABLE account ADD COLUMN avatar TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN bio TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN username_changed_at INTEGER;
ALTER TABLE account ADD COLUMN profile_for TEXT NOT NULL DEFAULT 'everyone';
ALTER TABLE account ADD COLUMN search_for TEXT NOT NULL DEFAULT 'everyone';
ALTER TABLE account ADD COLUMN choices_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN search_words TEXT;

-- Accounts that the version before has made: a search finds them here, and indexes some.
CREATE INDEX account_without_words ON account (id) WHERE search_words IS NULL;

CREATE TABLE kept_username (
  username_key TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL,
  until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX kept_username_by_user ON kept_username (user_id);

-- Whatever version of the code makes an account: none gets a username that is kept for who had it.
CREATE TRIGGER account_kept_username BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM kept_username WHERE username_key = NEW.username_key AND until > NEW.created_at)
BEGIN
  SELECT RAISE(ABORT, 'this username is kept');
END;

-- Of those whom everybody may find. Only the triggers below write it.
CREATE TABLE search_word (
  word TEXT NOT NULL,
  user_id TEXT NOT NULL,
  PRIMARY KEY (word, user_id)
) WITHOUT ROWID;

CREATE TRIGGER account_words_insert AFTER INSERT ON account
WHEN NEW.search_words IS NOT NULL AND NEW.search_for = 'everyone'
BEGIN
  INSERT OR IGNORE INTO search_word SELECT value, NEW.id FROM json_each(NEW.search_words);
END;

CREATE TRIGGER account_words_update AFTER UPDATE OF search_words, search_for ON account
WHEN NEW.search_words IS NOT OLD.search_words OR NEW.search_for <> OLD.search_for
BEGIN
  DELETE FROM search_word WHERE user_id = OLD.id
    AND word IN (SELECT value FROM json_each(COALESCE(OLD.search_words, '[]')))
    AND NOT (
      NEW.search_for = 'everyone' AND word IN (SELECT value FROM json_each(COALESCE(NEW.search_words, '[]')))
    );
  INSERT OR IGNORE INTO search_word
    SELECT value, NEW.id FROM json_each(COALESCE(NEW.search_words, '[]')) WHERE NEW.search_for = 'everyone';
END;

CREATE TRIGGER account_words_delete AFTER DELETE ON account
WHEN OLD.search_words IS NOT NULL
BEGIN
  DELETE FROM search_word WHERE user_id = OLD.id AND word IN (SELECT value FROM json_each(OLD.search_words));
END;

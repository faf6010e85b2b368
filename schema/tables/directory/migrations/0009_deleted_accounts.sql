-- Accounts that were deleted, without a name.
CREATE TABLE deleted_account (
  user_id TEXT PRIMARY KEY NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  erase_messages INTEGER NOT NULL
) WITHOUT ROWID;

-- Their usernames, in lower case: which was whose is not kept.
CREATE TABLE retired_username (
  username_key TEXT PRIMARY KEY NOT NULL
) WITHOUT ROWID;

-- Whatever version of the code makes an account: none gets the username of a deleted one. As if it were taken.
CREATE TRIGGER account_insert_retired BEFORE INSERT ON account
WHEN EXISTS (SELECT 1 FROM retired_username WHERE username_key = NEW.username_key)
BEGIN
  SELECT RAISE(IGNORE);
END;

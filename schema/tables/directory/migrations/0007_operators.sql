-- Operators with tokens of their own, what they did, who is suspended, and who may make an account (docs/decisions/0038).
CREATE TABLE operator (
  name TEXT PRIMARY KEY NOT NULL,
  role TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  made_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE operator_act (
  id TEXT PRIMARY KEY NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT,
  reason TEXT,
  result TEXT NOT NULL,
  detail TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX operator_act_by_time ON operator_act (at, id);
CREATE INDEX operator_act_by_actor ON operator_act (actor, at, id);
CREATE INDEX operator_act_by_subject ON operator_act (subject, at, id);

-- A copy of what the users' sessions have, for lists.
CREATE TABLE suspension (
  user_id TEXT PRIMARY KEY NOT NULL,
  revision INTEGER NOT NULL,
  is_over INTEGER NOT NULL,
  at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  until INTEGER
) WITHOUT ROWID;
CREATE INDEX suspension_by_time ON suspension (is_over, at, user_id);

CREATE TABLE setting (
  name TEXT PRIMARY KEY NOT NULL,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE invitation (
  id TEXT PRIMARY KEY NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  uses INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX invitation_by_time ON invitation (created_at, id);

-- Written before its account, in the same transaction.
CREATE TABLE invitation_use (
  user_id TEXT PRIMARY KEY NOT NULL,
  invitation_id TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX invitation_use_by_invitation ON invitation_use (invitation_id);

-- Whatever version of the code makes an account: none is made against the setting.
CREATE TRIGGER account_insert BEFORE INSERT ON account
WHEN COALESCE((SELECT value FROM setting WHERE name = 'registration'), 'open') <> 'open'
  AND NOT (
    (SELECT value FROM setting WHERE name = 'registration') = 'invitation'
    AND EXISTS (SELECT 1 FROM invitation_use WHERE user_id = NEW.id)
  )
BEGIN
  SELECT RAISE(ABORT, 'registration is not open');
END;

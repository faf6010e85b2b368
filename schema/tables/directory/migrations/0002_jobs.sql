-- What happened to accounts. The job's id is the key: a job delivered twice is written once.
CREATE TABLE audit_event (
  id TEXT PRIMARY KEY NOT NULL,
  user_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  device_id TEXT,
  detail TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_event_by_user ON audit_event (user_id, at);

-- Jobs that no consumer could do, until an operator replays or drops them.
CREATE TABLE dead_letter (
  id TEXT PRIMARY KEY NOT NULL,
  kind TEXT,
  job TEXT NOT NULL,
  reason TEXT NOT NULL,
  error TEXT,
  attempts INTEGER NOT NULL,
  died_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX dead_letter_by_time ON dead_letter (died_at, id);

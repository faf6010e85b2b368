-- What users reported, for moderators (docs/decisions/0086).
CREATE TABLE report (
  id TEXT PRIMARY KEY NOT NULL,
  at INTEGER NOT NULL,
  reporter_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT,
  conversation_id TEXT,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  state TEXT NOT NULL,
  closed_at INTEGER,
  closed_by TEXT,
  messages TEXT NOT NULL
);
CREATE UNIQUE INDEX report_by_subject ON report (reporter_id, subject);
CREATE INDEX report_by_time ON report (at, id);
CREATE INDEX report_by_state ON report (state, at, id);
CREATE INDEX report_by_user ON report (user_id, at, id);

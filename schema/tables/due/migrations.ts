// Tasks that wait for their time, in any actor that has some; oldest first. Append only: a deployed entry never changes.

export const dueMigrations: readonly string[] = [
  `
  CREATE TABLE due_task (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,          -- what it is about
    due_at INTEGER NOT NULL,    -- after a failure: when it is tried again
    attempt INTEGER NOT NULL,   -- how often it has failed
    PRIMARY KEY (kind, key)
  ) WITHOUT ROWID;
  `,
];

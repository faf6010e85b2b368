// Tables of a direct conversation beside its log; oldest first. Append only: a deployed entry never changes.
export const conversationMigrations: readonly string[] = [
  `
  CREATE TABLE conversation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    conversation_id TEXT NOT NULL,   -- ctx.id.name is missing in alarm() on a cold object
    opened_at INTEGER NOT NULL
  );
  `,
  `
  CREATE TABLE block (               -- a copy of what the member's session knows
    user_id TEXT PRIMARY KEY,        -- who has blocked the other member
    version INTEGER NOT NULL,
    active INTEGER NOT NULL          -- 0: not any more
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE gone_member (         -- whose account is deleted
    user_id TEXT PRIMARY KEY
  ) WITHOUT ROWID;
  `,
];

// Tables of a UserSession's SQLite, oldest first. Append only: a deployed entry never changes. `login_attempt` is not used
// any more: PasswordShard counts wrong passwords.

/** Entry n is run once, when the object's schema version is n. */
export const userSessionMigrations: readonly string[] = [
  `
  CREATE TABLE device (
    id TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    family TEXT NOT NULL,      -- changes with every sign-in
    generation INTEGER NOT NULL -- changes with every refresh
  ) WITHOUT ROWID;

  CREATE TABLE login_attempt (
    id TEXT PRIMARY KEY,       -- counted as failed until the sign-in that it led to
    at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE inbox (
    conversation_id TEXT PRIMARY KEY,
    stale INTEGER NOT NULL,    -- 1: something happened since the last refresh
    version INTEGER NOT NULL,  -- the inbox version of the last refresh
    head_seq INTEGER NOT NULL, -- these three: as of the last refresh
    active_at INTEGER NOT NULL,
    summary TEXT               -- ConversationSummary as JSON; NULL before the first refresh
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE job_outbox (
    id TEXT PRIMARY KEY,       -- the job's
    at INTEGER NOT NULL,
    body TEXT NOT NULL         -- the envelope as JSON
  ) WITHOUT ROWID;

  CREATE TABLE owner (         -- an alarm wakes an object without telling its name
    user_id TEXT PRIMARY KEY
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE group_creation (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
  );
  `,
  `
  CREATE TABLE group_reservation ( -- groups made within the hour, or being made
    group_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  DROP TABLE group_creation;
  `,
  `
  CREATE TABLE idempotency_key (
    key TEXT PRIMARY KEY,          -- as the client named it
    request_hash TEXT NOT NULL,    -- of method, path and body
    resource_id TEXT NOT NULL,     -- of what the request makes
    is_made INTEGER NOT NULL,      -- 1: it was made, so that a repeat only reads it
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE password_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL       -- of the account's password, as far as this session knows; none: the first
  );

  CREATE TABLE known_device (
    device_id TEXT PRIMARY KEY,    -- it was signed in once, and not kicked since
    secret_id TEXT NOT NULL,       -- of the secret that it holds
    at INTEGER NOT NULL            -- of its last sign-in
  ) WITHOUT ROWID;
  `,
  `
  -- signed_in_at: when the family began, 0 if before this was kept; rotated_at: when this generation was issued;
  -- used_gen: the newest generation of which an access token was used
  ALTER TABLE device ADD COLUMN signed_in_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE device ADD COLUMN rotated_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE device ADD COLUMN used_gen INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE TABLE budget (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL            -- all budgets, as durable-objects/user-session/budgets/budget-book.ts writes them
  );
  -- The same, in a device's row when that was written anyway. The newest counts.
  ALTER TABLE device ADD COLUMN budget TEXT;
  `,
  `
  CREATE TABLE suspension (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the user was never suspended
    revision INTEGER NOT NULL,     -- rises with each change, so that copies of it are told apart
    is_over INTEGER NOT NULL,      -- 1: an operator has ended it
    at INTEGER NOT NULL,
    until INTEGER,                 -- when it ends by itself; NULL: it does not
    operator TEXT NOT NULL,        -- who suspended the user
    reason TEXT NOT NULL,
    act_id TEXT NOT NULL,          -- of the last change, which may be asked for again
    act_at INTEGER NOT NULL,       -- of the same: a change that was asked for earlier comes too late
    act_detail TEXT NOT NULL       -- what its record says, as JSON
  );
  `,
  `
  -- The coarse network of the last sign-in or refresh, for the user's list of devices; NULL: not known, or signed out.
  ALTER TABLE device ADD COLUMN network TEXT;
  `,
  `
  CREATE TABLE scheduled_message (  -- at most maxScheduledMessages: read as a whole, without an index
    n INTEGER PRIMARY KEY,
    id TEXT NOT NULL,               -- the client's
    request_hash TEXT NOT NULL,     -- of the request that scheduled it
    conversation_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    version INTEGER NOT NULL,       -- of its newest change: greater than that of any other
    send_at INTEGER NOT NULL,
    try_at INTEGER,                 -- when it is sent, or sent again; NULL: it has failed
    attempts INTEGER NOT NULL,      -- since it was due
    send_id TEXT NOT NULL,          -- the clientMsgId that it may be committed under; '': it was not sent
    code TEXT NOT NULL,             -- of the newest refusal; '': none
    body_n INTEGER NOT NULL
  );
  CREATE TABLE scheduled_body (     -- one that no message has is overwritten, and deleted some time later
    body_n INTEGER PRIMARY KEY,
    body TEXT NOT NULL              -- blanks, then content, replyTo, silent and mentions as JSON
  );
  CREATE TABLE scheduled_ended (    -- ids that were scheduled and are not any more, for a day
    id TEXT PRIMARY KEY,
    request_hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    ack TEXT NOT NULL               -- as JSON; '': it was cancelled
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE privacy (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the user has never chosen
    version INTEGER NOT NULL,      -- rises with each change, so that conversations know the later choice
    receipts INTEGER NOT NULL      -- 0: nobody is shown what the user has read
  );
  `,
  `
  CREATE TABLE conversation_setting (
    conversation_id TEXT PRIMARY KEY, -- a row only where the user has set something
    settings TEXT NOT NULL,        -- what differs from the beginning, as durable-objects/user-session/inbox/settings.ts has it
    draft TEXT                     -- as JSON; NULL: none
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE starred_message (      -- at most maxStars: listed by reading all
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,              -- no two are the same
    PRIMARY KEY (conversation_id, seq)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE block (                -- at most maxBlocks: read as a whole
    user_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,              -- no two are the same
    version INTEGER NOT NULL,         -- of its newest change: greater than that of any other
    state INTEGER NOT NULL            -- 0: the conversation knows of it; 1: it may not; 2: it ends
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE consent (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the user has never chosen
    choices TEXT NOT NULL             -- as JSON
  );
  CREATE TABLE person (               -- somebody to whom the user has, or had, a relation
    people_version INTEGER PRIMARY KEY, -- of the newest change; 0: the row of which the others were deleted
    user_id TEXT NOT NULL,
    version INTEGER NOT NULL,         -- of the friendship, as the conversation of the two counts it
    relation TEXT NOT NULL,           -- what of it the user sees, as JSON
    own TEXT NOT NULL                 -- what the user has noted: remark, tags, favourite, as JSON
  );
  CREATE TABLE friend_act (           -- what the user does, and not all who are concerned know yet
    user_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    act TEXT NOT NULL                 -- as JSON
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE leaving (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the account stays
    asked_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,         -- until then the user may come back
    erase_messages INTEGER NOT NULL,  -- 1: the user wants their messages to be erased, too
    state INTEGER NOT NULL,           -- 0: may come back; 1: is being erased; 2: nothing is left but this row
    step TEXT NOT NULL                -- of the erasure: the next one to take
  );
  `,
  `
  CREATE TABLE group_invitation (     -- at most maxMyInvitations, and as many that are over: read as a whole
    group_id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,         -- the group's
    changed INTEGER NOT NULL,         -- when what is shown changed: no two are the same
    invited_by TEXT NOT NULL,         -- '': it is over, and news that come late change nothing
    name TEXT NOT NULL,
    avatar TEXT NOT NULL,
    members INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    until INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE own_join_request (     -- at most maxMyJoinRequests: where the user has asked to join
    group_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL               -- no two are the same
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE visibility (           -- apart from privacy, whose columns code of the version before writes
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the user has never chosen
    invisible INTEGER NOT NULL        -- 1: others are shown nothing of the user's being there
  );
  CREATE TABLE presence (             -- two rows at most: 'shown' and 'watched'
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL               -- as JSON: how the user is shown, and who watches; whom each socket watches
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE push_subscription (    -- at most one for each device
    device_id TEXT PRIMARY KEY,
    family TEXT NOT NULL,             -- of the sign-in that it was made in, with which it ends
    at INTEGER NOT NULL,
    target TEXT NOT NULL              -- as JSON: where the device is told, and with which keys
  ) WITHOUT ROWID;
  CREATE TABLE notice (               -- of whoever has a subscription: at most one for each conversation
    conversation_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,             -- the newest message that the user is to be told of
    at INTEGER NOT NULL,              -- since when
    told TEXT NOT NULL                -- as JSON: by device, what it was told
  ) WITHOUT ROWID;
  CREATE TABLE notification_setting (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- none: the user has never chosen
    settings TEXT NOT NULL            -- as JSON
  );
  `,
  `
  -- Names what its files' objects keep them for; '': it has none. Another one once it has other files.
  ALTER TABLE scheduled_message ADD COLUMN later_id TEXT NOT NULL DEFAULT '';
  CREATE TABLE scheduled_file (       -- a row for each file of a scheduled message, until its object knows that it was let go of
    later_id TEXT NOT NULL,           -- no message has it any more: the object is to be told
    file_id TEXT NOT NULL,
    until INTEGER NOT NULL,           -- for how long the object is to keep it
    told INTEGER NOT NULL,            -- for how long it was told to
    PRIMARY KEY (later_id, file_id)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE news_notice (          -- as notice, of news that belong to no conversation: at most one for each
    id TEXT PRIMARY KEY,              -- friend-request:USER, invitation:GROUP
    seq INTEGER NOT NULL,             -- their newest version that the user is to be told of
    at INTEGER NOT NULL,
    told TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE email (                -- none: the user has never given an address
    id INTEGER PRIMARY KEY CHECK (id = 1),
    state TEXT NOT NULL               -- as JSON: the address, one that is to be proven, and what digests have told
  );
  `,
];

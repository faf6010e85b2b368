// The directory in D1: accounts, counters across all accounts, audit events, dead letters, reports. The SQL is in migrations/.
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ConversationId, UserId } from "../../protocol/ids.ts";
import type { ReportedMessage } from "../../protocol/reports.ts";

const audiences = ["everyone", "friends", "nobody"] as const;

export const account = sqliteTable("account", {
  id: text().primaryKey(),
  /** In the owner's spelling. */
  username: text().notNull(),
  /** In lower case: usernames that differ only in case are equal. */
  usernameKey: text("username_key").notNull().unique(),
  displayName: text("display_name").notNull(),
  passwordHash: text("password_hash").notNull(),
  /** Ms since 1970. */
  createdAt: integer("created_at").notNull(),
  /** 1, and one more with each change of the password. */
  passwordVersion: integer("password_version").notNull().default(1),
  /** "" for none; so are `bio` and `status`. */
  avatar: text().notNull().default(""),
  bio: text().notNull().default(""),
  /** As JSON. */
  status: text().notNull().default(""),
  /** Ms since 1970; null: it is the first one. */
  usernameChangedAt: integer("username_changed_at"),
  /** Copies of the user's choices: who sees bio and status, and who finds them. Their session has the choices. */
  profileFor: text("profile_for", { enum: audiences }).notNull().default("everyone"),
  searchFor: text("search_for", { enum: audiences }).notNull().default("everyone"),
  /** Rises with each change of these choices: a copy that comes late changes nothing. */
  choicesVersion: integer("choices_version").notNull().default(0),
  /** A JSON list; null: made by the version before, and not indexed yet. */
  searchWords: text("search_words"),
});

/** Accounts that were deleted. Nothing says what their usernames were. */
export const deletedAccount = sqliteTable("deleted_account", {
  userId: text("user_id").primaryKey(),
  createdAt: integer("created_at").notNull(),
  deletedAt: integer("deleted_at").notNull(),
  /** 1: the user wanted their messages to be erased, too. */
  eraseMessages: integer("erase_messages").notNull(),
});

/** The usernames of deleted accounts, in lower case. A trigger on `account` refuses them. */
export const retiredUsername = sqliteTable("retired_username", {
  usernameKey: text("username_key").primaryKey(),
});

/** Usernames that were given up, and are kept for who had them. */
export const keptUsername = sqliteTable(
  "kept_username",
  {
    usernameKey: text("username_key").primaryKey(),
    userId: text("user_id").notNull(),
    /** Ms since 1970. */
    until: integer().notNull(),
  },
  (table) => [index("kept_username_by_user").on(table.userId)],
);

/** The words of those whom everybody may find. Triggers on `account` write it. */
export const searchWord = sqliteTable(
  "search_word",
  { word: text().notNull(), userId: text("user_id").notNull() },
  (table) => [primaryKey({ columns: [table.word, table.userId] })],
);

/**
 * Registrations per address and hour, as the version before counts them. A later migration drops it.
 *
 * @public the migrations make it
 */
export const registration = sqliteTable(
  "registration",
  {
    /** Hours since 1970. First in the key, so that old hours are deleted by range. */
    hour: integer().notNull(),
    /** Keyed hash: addresses themselves are not stored. */
    addressHash: text("address_hash").notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.addressHash] })],
);

/** Events of accounts: written by the consumer of `account-audit`. */
export const auditEvent = sqliteTable(
  "audit_event",
  {
    /** The id of the job. */
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    at: integer().notNull(),
    event: text().notNull(),
    /** Null if the event concerns the whole account. */
    deviceId: text("device_id"),
    /** Other fields of the event, as JSON. */
    detail: text().notNull(),
  },
  (table) => [index("audit_event_by_user").on(table.userId, table.at), index("audit_event_by_time").on(table.at)],
);

/** Jobs that failed for the last time. */
export const deadLetter = sqliteTable(
  "dead_letter",
  {
    /** The id of the job; if it is not an envelope, the id of the queue message. */
    id: text().primaryKey(),
    /** Null if the job is not an envelope. */
    kind: text(),
    /** The job as it was received, as JSON. */
    job: text().notNull(),
    reason: text({ enum: ["malformed", "unknown-kind", "failed"] }).notNull(),
    /** The error of the last attempt; null if the platform moved the job without one. */
    error: text(),
    attempts: integer().notNull(),
    diedAt: integer("died_at").notNull(),
  },
  (table) => [index("dead_letter_by_time").on(table.diedAt, table.id)],
);

/** Operators with a token of their own. */
export const operator = sqliteTable("operator", {
  name: text().primaryKey(),
  role: text({ enum: ["operator", "moderator"] }).notNull(),
  /** SHA-256 of the token, as base64url. */
  tokenHash: text("token_hash").notNull().unique(),
  madeBy: text("made_by").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
});

/** The audit log: what operators did. */
export const operatorAct = sqliteTable(
  "operator_act",
  {
    id: text().primaryKey(),
    at: integer().notNull(),
    actor: text().notNull(),
    /** `user`: what users do to their own accounts, and operators have to know of. */
    role: text({ enum: ["operator", "moderator", "user"] }).notNull(),
    act: text().notNull(),
    subject: text(),
    reason: text(),
    result: text().notNull(),
    /** As JSON. */
    detail: text().notNull(),
  },
  (table) => [
    index("operator_act_by_time").on(table.at, table.id),
    index("operator_act_by_actor").on(table.actor, table.at, table.id),
    index("operator_act_by_subject").on(table.subject, table.at, table.id),
  ],
);

/** Copies of suspensions, for lists. What is in force, the user's session says. */
export const suspension = sqliteTable(
  "suspension",
  {
    userId: text("user_id").primaryKey(),
    /** Rises with each change: a copy that comes late changes nothing. */
    revision: integer().notNull(),
    /** 1: an operator has ended it. */
    isOver: integer("is_over").notNull(),
    at: integer().notNull(),
    madeBy: text("made_by").notNull(),
    reason: text().notNull(),
    until: integer(),
  },
  (table) => [index("suspension_by_time").on(table.isOver, table.at, table.userId)],
);

/** What users reported: one row for each subject of a reporter. */
export const report = sqliteTable(
  "report",
  {
    id: text().primaryKey(),
    /** When it was reported last. */
    at: integer().notNull(),
    reporterId: text("reporter_id").$type<UserId>().notNull(),
    /** A user's id; or a conversation's, with the seqs of messages. */
    subject: text().notNull(),
    /** Null: it is not about one person. */
    userId: text("user_id").$type<UserId>(),
    conversationId: text("conversation_id").$type<ConversationId>(),
    reason: text().notNull(),
    /** "" for none. */
    text: text().notNull(),
    state: text({ enum: ["open", "closed"] }).notNull(),
    closedAt: integer("closed_at"),
    closedBy: text("closed_by"),
    /** Last, because it is long, and lists do not read it. */
    messages: text({ mode: "json" }).$type<ReportedMessage[]>().notNull(),
  },
  (table) => [
    uniqueIndex("report_by_subject").on(table.reporterId, table.subject),
    index("report_by_time").on(table.at, table.id),
    index("report_by_state").on(table.state, table.at, table.id),
    index("report_by_user").on(table.userId, table.at, table.id),
  ],
);

/** What operators have set for the whole deployment. */
export const setting = sqliteTable("setting", {
  name: text().primaryKey(),
  value: text().notNull(),
});

export const invitation = sqliteTable(
  "invitation",
  {
    id: text().primaryKey(),
    /** SHA-256 of the token, as base64url. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: integer("created_at").notNull(),
    madeBy: text("made_by").notNull(),
    reason: text().notNull(),
    uses: integer().notNull(),
    expiresAt: integer("expires_at").notNull(),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("invitation_by_time").on(table.createdAt, table.id)],
);

/** The accounts that were made with invitations. A trigger on `account` wants this row first, in the same transaction. */
export const invitationUse = sqliteTable(
  "invitation_use",
  {
    userId: text("user_id").primaryKey(),
    invitationId: text("invitation_id").notNull(),
    at: integer().notNull(),
  },
  (table) => [index("invitation_use_by_invitation").on(table.invitationId)],
);

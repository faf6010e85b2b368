// The directory in D1: accounts, counters across all accounts, audit events, dead letters. The SQL is in migrations/.
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
});

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

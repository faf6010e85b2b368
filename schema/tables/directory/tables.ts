// The directory in D1: accounts, what must be counted across all of them, and what jobs left. The SQL is in migrations/.
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const account = sqliteTable("account", {
  id: text().primaryKey(),
  /** As its owner writes it. */
  username: text().notNull(),
  /** In lower case: usernames that differ only in case are the same. */
  usernameKey: text("username_key").notNull().unique(),
  displayName: text("display_name").notNull(),
  passwordHash: text("password_hash").notNull(),
  /** Ms since 1970. */
  createdAt: integer("created_at").notNull(),
});

/** How often each address registered in an hour. */
export const registration = sqliteTable(
  "registration",
  {
    /** Hours since 1970. First in the key, so that old hours are deleted by range. */
    hour: integer().notNull(),
    /** Keyed hash: addresses themselves are not kept. */
    addressHash: text("address_hash").notNull(),
    count: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.addressHash] })],
);

/** What happened to accounts: the effect of the job `account-audit`. */
export const auditEvent = sqliteTable(
  "audit_event",
  {
    /** The job's. */
    id: text().primaryKey(),
    userId: text("user_id").notNull(),
    at: integer().notNull(),
    event: text().notNull(),
    /** Null when it is about the whole account. */
    deviceId: text("device_id"),
    /** What else the event says, as JSON. */
    detail: text().notNull(),
  },
  (table) => [index("audit_event_by_user").on(table.userId, table.at)],
);

/** Jobs that no consumer could do. */
export const deadLetter = sqliteTable(
  "dead_letter",
  {
    /** The job's; of one that is no envelope, the queue message's. */
    id: text().primaryKey(),
    /** Null: no envelope. */
    kind: text(),
    /** As it came, as JSON. */
    job: text().notNull(),
    reason: text({ enum: ["malformed", "unknown-kind", "failed"] }).notNull(),
    /** Of the last attempt; null when the platform moved the job and did not say why. */
    error: text(),
    attempts: integer().notNull(),
    diedAt: integer("died_at").notNull(),
  },
  (table) => [index("dead_letter_by_time").on(table.diedAt, table.id)],
);

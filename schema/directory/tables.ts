// The directory in D1: accounts, and what must be counted across all of them. The SQL that makes it is in migrations/.
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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

// History in D1: what was projected from the logs of conversations. The SQL is in migrations/, and that of the tables which
// earlier versions filled in the directory's.
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Up to `segmentEvents` events per row; a conversation's newest row is written again as it fills. */
export const historySegment = sqliteTable(
  "history_segment",
  {
    conversationId: text("conversation_id").notNull(),
    /** A multiple of `segmentEvents`, plus 1, or where the previous segment became too large. */
    firstSeq: integer("first_seq").notNull(),
    lastSeq: integer("last_seq").notNull(),
    /** `createdAt` of the last event. */
    lastAt: integer("last_at").notNull(),
    /** See packed-events.ts. */
    body: text().notNull(),
    /** The log's revision when the events were read: every erasure up to it is in them. */
    revision: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.firstSeq] })],
);

/** The location of a block of old segments in R2: one compressed object per block. */
export const historyArchive = sqliteTable(
  "history_archive",
  {
    conversationId: text("conversation_id").notNull(),
    /** A multiple of `archiveEvents`, plus 1, or where the previous block was full or history has a gap. */
    firstSeq: integer("first_seq").notNull(),
    /** The valid end: the object may contain more, from an attempt whose index was not written. */
    lastSeq: integer("last_seq").notNull(),
    objectKey: text("object_key").notNull(),
    /** At least that of every segment and object that the block was made of. */
    revision: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.firstSeq] })],
);

/** Objects in R2 that the index does not name: those being written, and those to delete. */
export const historyObject = sqliteTable(
  "history_object",
  {
    conversationId: text("conversation_id").notNull(),
    objectKey: text("object_key").notNull(),
    /**
     * `pending`: noted before it is written; only then may the index take it, and the row goes. `dead`: to delete.
     * `deleted`: to delete once more, because a late write may have made it again. `replaced`: by a later block, to
     * delete; its own write had ended before.
     */
    state: text({ enum: ["pending", "dead", "deleted", "replaced"] }).notNull(),
    /** When it came into this state, ms since 1970. */
    at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.objectKey] })],
);

/**
 * Conversations whose history moves, or has moved, to another database. Triggers refuse whatever is written here into
 * their history from then on, whoever writes it.
 */
export const historyMoved = sqliteTable("history_moved", {
  conversationId: text("conversation_id").primaryKey(),
  /** When the move began, ms since 1970. */
  at: integer().notNull(),
});

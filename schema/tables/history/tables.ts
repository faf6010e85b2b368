// History in D1: what a conversation's log has projected. The SQL that makes it is in schema/tables/directory/migrations.
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Up to `segmentEvents` events in a row; the newest of a conversation is written again as it fills. */
export const historySegment = sqliteTable(
  "history_segment",
  {
    conversationId: text("conversation_id").notNull(),
    /** A multiple of `segmentEvents`, plus 1, or where the segment before it had become too large. */
    firstSeq: integer("first_seq").notNull(),
    lastSeq: integer("last_seq").notNull(),
    /** `createdAt` of the last event. */
    lastAt: integer("last_at").notNull(),
    /** See packed-events.ts. */
    body: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.firstSeq] })],
);

/** Where a block of old segments lies in R2: compressed, one object per block. */
export const historyArchive = sqliteTable(
  "history_archive",
  {
    conversationId: text("conversation_id").notNull(),
    /** A multiple of `archiveEvents`, plus 1, or where the block before it was full or history has a gap. */
    firstSeq: integer("first_seq").notNull(),
    /** What counts: the object may hold more, from an attempt whose index was not written. */
    lastSeq: integer("last_seq").notNull(),
    objectKey: text("object_key").notNull(),
  },
  (table) => [primaryKey({ columns: [table.conversationId, table.firstSeq] })],
);

// Pages of a database in D1 that no row uses any more: what they had stays there until something is written over it.
//
// Segments that grow into more pages, and those that were moved to R2, leave pages with words. After an erasure rows of zeros are
// written until the database grows: then all those pages have been taken. Nothing is written for messages that are never erased.
import { sql } from "drizzle-orm";
import { historyObject } from "../../../../schema/tables/history/tables.ts";
import type { Archive } from "./archive-blocks.ts";

const bytesPerRow = 500_000;
/** A database that has more free pages than this, 64 MB, keeps what the others had. */
const maxRows = 128;
/** No conversation is called so. It has no table of its own, because earlier databases have none. */
const noConversation = "zeros";

/** @throws Error when D1 fails; rows of zeros that it leaves are deleted by the next one */
export async function overwriteFreePages({ database }: Pick<Archive, "database">, signal: AbortSignal): Promise<void> {
  let { size_after: size } = (await database.run(sql`SELECT 1`)).meta;
  for (let row = 0; row < maxRows; row++) {
    signal.throwIfAborted();
    const zeros = sql`SELECT ${noConversation}, ${crypto.randomUUID()}, zeroblob(${bytesPerRow}), 0`;
    const { size_after: grown } = (await database.run(sql`INSERT INTO ${historyObject} ${zeros}`)).meta;
    if (grown > size) break;
    size = grown;
  }
  // In a transaction of its own: what is deleted in the same one is not written.
  await database.delete(historyObject).where(sql`${historyObject.conversationId} = ${noConversation}`);
}

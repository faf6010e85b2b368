// Objects in R2: noted in D1 before they are written, so that each one is found again, and swept once nobody names it.
//
// A write that was given up may still arrive. So each attempt writes under a key of its own, the index takes only a key
// that is still noted as pending, and what is not taken is deleted twice.
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { packEvents, type HistoryEvent } from "../../../../schema/history/packed-events.ts";
import { historyArchive, historyObject } from "../../../../schema/tables/history/tables.ts";
import type { Archive } from "./archive-blocks.ts";
import type { Attempt } from "./attempt.ts";
import { gzip } from "./gzip.ts";

/** An attempt this old has ended, however slow the tiers are: its object is not taken any more. */
export const attemptTimeoutMs = 3 * 3_600_000;
/** No write arrives this long after its attempt has ended. */
const lateWriteMs = 3_600_000;
/** Objects that one sweep deletes. */
const maxSwept = 100;

/** Writes an object under a new key, which is noted first. @returns the key */
export async function putObject(
  { database, bucket, conversationId }: Archive,
  events: readonly HistoryEvent[],
  { now, signal }: Attempt,
): Promise<string> {
  const [first, last] = [events[0]?.seq ?? 0, events.at(-1)?.seq ?? 0];
  const objectKey = `history/${conversationId}/${first}-${last}.${now}.${crypto.randomUUID()}.json.gz`;
  const packed = await gzip(packEvents(events));
  await database.insert(historyObject).values({ conversationId, objectKey, state: "pending", at: now });
  signal.throwIfAborted();
  await bucket.put(objectKey, packed);
  return objectKey;
}

/**
 * Whether no write of this object can arrive any more: a write that was carried out may arrive a second time. False if
 * its key does not tell.
 */
export function isWriteOver(objectKey: string, now: number): boolean {
  const [, at] = /\.(\d+)\.[0-9a-f-]+\.json\.gz$/.exec(objectKey) ?? [];
  return at !== undefined && Number(at) + attemptTimeoutMs + lateWriteMs <= now;
}

/**
 * Deletes the objects of this conversation that no index row names.
 *
 * @returns when it has to be done again, ms since 1970; null if nothing is left
 */
export async function sweepObjects(archive: Archive, now: number): Promise<number | null> {
  const { database, conversationId } = archive;
  const ofConversation = eq(historyObject.conversationId, conversationId);
  const timedOut = and(
    ofConversation,
    eq(historyObject.state, "pending"),
    lte(historyObject.at, now - attemptTimeoutMs),
  );
  const keysInIndex = database
    .select({ objectKey: historyArchive.objectKey })
    .from(historyArchive)
    .where(eq(historyArchive.conversationId, conversationId));
  const [, , rows] = await database.batch([
    // The note of an object that was taken may arrive a second time, after the index has removed it.
    database.delete(historyObject).where(and(timedOut, inArray(historyObject.objectKey, keysInIndex))),
    database.update(historyObject).set({ state: "dead", at: now }).where(timedOut),
    database.select().from(historyObject).where(ofConversation).orderBy(asc(historyObject.at)).limit(maxSwept),
  ]);
  const dead = rows.filter(({ state }) => state === "dead");
  const again = rows.filter(
    ({ state, at }) => state === "replaced" || (state === "deleted" && at + lateWriteMs <= now),
  );
  await deleteObjects(archive, [...dead, ...again]);
  const isAmong = (some: typeof rows) => {
    const keys = JSON.stringify(some.map(({ objectKey }) => objectKey));
    return sql`${historyObject.objectKey} IN (SELECT value FROM json_each(${keys}))`;
  };
  if (dead.length + again.length > 0)
    await database.batch([
      database
        .update(historyObject)
        .set({ state: "deleted", at: now })
        .where(and(ofConversation, eq(historyObject.state, "dead"), isAmong(dead))),
      database
        .delete(historyObject)
        .where(and(ofConversation, inArray(historyObject.state, ["deleted", "replaced"]), isAmong(again))),
    ]);
  if (rows.length === maxSwept) return now;
  const left = rows.filter((row) => !again.includes(row));
  const dueAt = left.map(({ state, at }) =>
    state === "pending" ? at + attemptTimeoutMs : (state === "dead" ? now : at) + lateWriteMs,
  );
  return dueAt.length === 0 ? null : Math.min(...dueAt);
}

async function deleteObjects({ bucket }: Archive, rows: readonly { readonly objectKey: string }[]): Promise<void> {
  if (rows.length > 0) await bucket.delete(rows.map(({ objectKey }) => objectKey));
}

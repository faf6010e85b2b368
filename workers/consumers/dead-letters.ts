// Jobs that failed for the last time, in the directory (D1) until an operator replays or drops them.
import { desc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import * as v from "valibot";
import type { ActRecord } from "../../schema/jobs/operator-act.ts";
import { deadLetter } from "../../schema/tables/directory/tables.ts";
import { envelopeShape } from "../../schema/jobs/envelope.ts";
import { batchInDirectory } from "../accounts/directory.ts";
import { cursorAfter, isAfter, positionOf } from "../accounts/positions.ts";
import { finishRecord, insertRecord } from "../operators/acts.ts";

export type DeadLetterRow = typeof deadLetter.$inferSelect;

const pageSize = 50;
/** Of 128 KB at the most: whatever dies, there is room for accounts beside it. */
export const maxDeadLetters = 10_000;

/** The directory has as many dead letters as it takes. */
export class DeadLettersFull extends Error {
  constructor() {
    super(`there are ${maxDeadLetters} dead letters`);
  }
}

/**
 * Stores a job as it was received. Idempotent: the first stored reason is kept.
 *
 * @throws DeadLettersFull
 */
export async function insertDeadLetter(
  database: D1Database,
  message: Pick<Message, "id" | "body">,
  end: Pick<DeadLetterRow, "reason" | "error" | "attempts" | "diedAt">,
): Promise<void> {
  const envelope = v.safeParse(envelopeShape, message.body);
  const { id, kind } = envelope.success ? envelope.output : { id: message.id, kind: null };
  const { reason, error, attempts, diedAt } = end;
  const { meta } = await drizzle(database)
    .insert(deadLetter)
    .select(
      sql`SELECT ${id}, ${kind}, ${toJson(message.body)}, ${reason}, ${error}, ${attempts}, ${diedAt}
        WHERE NOT EXISTS (SELECT 1 FROM ${deadLetter} LIMIT 1 OFFSET ${maxDeadLetters - 1})`,
    )
    .onConflictDoNothing();
  if (meta.changes === 0 && (await loadDeadLetter(database, id)) === null) throw new DeadLettersFull();
}

/** The newest first. */
export async function listDeadLetters(
  database: D1Database,
  cursor: string | undefined,
): Promise<{ readonly page: readonly DeadLetterRow[]; readonly next: string | null }> {
  const { diedAt, id } = deadLetter;
  const rows = await drizzle(database)
    .select()
    .from(deadLetter)
    .where(isAfter(positionOf(cursor), diedAt, id))
    .orderBy(desc(diedAt), desc(id))
    .limit(pageSize + 1);
  return cursorAfter(rows, pageSize, (row) => ({ at: row.diedAt, id: row.id }));
}

export async function loadDeadLetter(database: D1Database, id: string): Promise<DeadLetterRow | null> {
  return (await drizzle(database).select().from(deadLetter).where(eq(deadLetter.id, id)).get()) ?? null;
}

/** False if there is no such job. The record is written only if there is. */
export async function deleteDeadLetter(database: D1Database, id: string, record: ActRecord): Promise<boolean> {
  const directory = drizzle(database);
  const [, deleted] = await batchInDirectory(directory, [
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${deadLetter} WHERE id = ${id})`),
    directory.delete(deadLetter).where(eq(deadLetter.id, id)),
  ]);
  return deleted.meta.changes > 0;
}

/** After its job was sent. */
export async function finishReplay(database: D1Database, id: string, actId: string): Promise<void> {
  const directory = drizzle(database);
  await batchInDirectory(directory, [
    directory.delete(deadLetter).where(eq(deadLetter.id, id)),
    finishRecord(directory, actId),
  ]);
}

/** A queue accepts more than JSON; a body that JSON cannot represent is stored as its string form. */
function toJson(body: unknown): string {
  try {
    return JSON.stringify(body) ?? "null";
  } catch {
    // This string is stored instead of the job.
    return JSON.stringify(String(body));
  }
}

// Jobs that no consumer could do, in the directory (D1) until an operator replays or drops them.
import { and, desc, eq, lt, or } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import * as v from "valibot";
import { deadLetter } from "../../schema/tables/directory/tables.ts";
import { envelopeShape } from "../../schema/jobs/envelope.ts";

export type DeadLetterRow = typeof deadLetter.$inferSelect;

/** Where a page of the list ends. */
export type DeadLetterPosition = Pick<DeadLetterRow, "diedAt" | "id">;

const pageSize = 50;

/** Keeps a job as it came. Idempotent: the first account of its end stays. */
export async function insertDeadLetter(
  database: D1Database,
  message: Pick<Message, "id" | "body">,
  end: Pick<DeadLetterRow, "reason" | "error" | "attempts" | "diedAt">,
): Promise<void> {
  const envelope = v.safeParse(envelopeShape, message.body);
  const { id, kind } = envelope.success ? envelope.output : { id: message.id, kind: null };
  await drizzle(database)
    .insert(deadLetter)
    .values({ id, kind, job: toJson(message.body), ...end })
    .onConflictDoNothing();
}

/** The newest first; `next` is where the next page begins, null on the last. */
export async function listDeadLetters(
  database: D1Database,
  after: DeadLetterPosition | null,
): Promise<{ readonly rows: readonly DeadLetterRow[]; readonly next: DeadLetterPosition | null }> {
  const { diedAt, id } = deadLetter;
  const rows = await drizzle(database)
    .select()
    .from(deadLetter)
    .where(after === null ? undefined : or(lt(diedAt, after.diedAt), and(eq(diedAt, after.diedAt), lt(id, after.id))))
    .orderBy(desc(diedAt), desc(id))
    .limit(pageSize + 1);
  const page = rows.slice(0, pageSize);
  return { rows: page, next: rows.length > pageSize ? (page.at(-1) ?? null) : null };
}

export async function loadDeadLetter(database: D1Database, id: string): Promise<DeadLetterRow | null> {
  return (await drizzle(database).select().from(deadLetter).where(eq(deadLetter.id, id)).get()) ?? null;
}

/** False when there is none. */
export async function deleteDeadLetter(database: D1Database, id: string): Promise<boolean> {
  const { meta } = await drizzle(database).delete(deadLetter).where(eq(deadLetter.id, id));
  return meta.changes > 0;
}

/** A queue takes more than JSON has; what cannot be written is at least named. */
function toJson(body: unknown): string {
  try {
    return JSON.stringify(body) ?? "null";
  } catch {
    // The job is kept as the dead letter that it is.
    return JSON.stringify(String(body));
  }
}

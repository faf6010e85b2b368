// The audit log of operators' acts, in the directory (D1).
import { and, desc, eq, gt, inArray, lt, sql, type SQL } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { drizzle } from "drizzle-orm/d1";
import type { ActDetail, ActDone, ActRecord, OperatorAct, SuspensionCopy } from "../../schema/jobs/operator-act.ts";
import type { ActName } from "../../schema/operators/act-names.ts";
import type { AuditRecord, AuditResult } from "../../schema/protocol/http-operators.ts";
import { operatorAct, suspension } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "../accounts/directory.ts";
import { cursorAfter, isAfter, positionOf } from "../accounts/positions.ts";
import type { CallingOperator } from "./calling-operator.ts";

/** Each act takes so many records with it whose time is over. */
const mostDeleted = 20;
const pageSize = 50;
const dayMs = 86_400_000;

/** What is about to be done, under an id of its own: however often it is repeated, it is one record. */
export const actOf = (
  { name: actor, role }: CallingOperator,
  act: ActName,
  subject: string | null,
  reason: string | null,
): OperatorAct => ({ id: crypto.randomUUID(), at: Date.now(), actor, role, act, subject, reason });

export const recordOf = (act: OperatorAct, detail: ActDetail, result: ActRecord["result"] = "done"): ActRecord => ({
  ...act,
  result,
  detail,
});

/**
 * The statement that writes a record, for the batch of what it records. A record that is there stays.
 *
 * @param onlyIf what must be true before, so that the act takes place
 */
export function insertRecord(directory: DrizzleD1Database, record: ActRecord, onlyIf: SQL = sql`1`) {
  const { id, at, actor, role, act, subject, reason, result, detail } = record;
  return directory
    .insert(operatorAct)
    .select(
      sql`SELECT ${id}, ${at}, ${actor}, ${role}, ${act}, ${subject}, ${reason}, ${result}, ${JSON.stringify(detail)} WHERE ${onlyIf}`,
    )
    .onConflictDoNothing();
}

/** Writes that an act was begun, before it is done: a crash before its end leaves a record that says so. */
export async function beginRecord(database: D1Database, act: OperatorAct, detail: ActDetail): Promise<void> {
  await askDirectory(() => insertRecord(drizzle(database), recordOf(act, detail, "begun")));
}

/** The statement that says that a record's act, which was begun, is done. */
export const finishRecord = (directory: DrizzleD1Database, id: string) =>
  directory.update(operatorAct).set({ result: "done" }).where(eq(operatorAct.id, id));

/** Does what cannot be in one batch with its record. */
export async function recorded<Done>(database: D1Database, act: OperatorAct, doIt: () => Promise<Done>): Promise<Done> {
  await beginRecord(database, act, {});
  const done = await doIt();
  await askDirectory(() => finishRecord(drizzle(database), act.id));
  return done;
}

/** The statement that copies a suspension. One that comes late changes nothing. */
function copySuspension(directory: DrizzleD1Database, { by, isOver, ...copy }: SuspensionCopy) {
  const row = { ...copy, madeBy: by, isOver: isOver ? 1 : 0 };
  return directory
    .insert(suspension)
    .values(row)
    .onConflictDoUpdate({
      target: suspension.userId,
      set: row,
      setWhere: sql`excluded.revision > ${suspension.revision}`,
    });
}

/** Writes what sessions have done. Idempotent. @throws Error when the directory cannot be reached */
export async function writeActsDone(database: D1Database, acts: readonly ActDone[]): Promise<void> {
  const directory = drizzle(database);
  const statements = acts.flatMap(({ record, suspension: copy }) => [
    insertRecord(directory, record),
    ...(copy === undefined ? [] : [copySuspension(directory, copy)]),
  ]);
  const [first, ...rest] = statements;
  if (first !== undefined) await directory.batch([first, ...rest]);
}

/** Deletes some records whose time is over. @throws Error when the directory cannot be reached */
export async function deleteExpired(database: D1Database, keptDays: number): Promise<void> {
  const directory = drizzle(database);
  const { id, at } = operatorAct;
  const expired = directory
    .select({ id })
    .from(operatorAct)
    .where(lt(at, Date.now() - keptDays * dayMs))
    .orderBy(at)
    .limit(mostDeleted);
  await askDirectory(() => directory.delete(operatorAct).where(inArray(id, expired)));
}

export interface ActsQuery {
  readonly cursor?: string;
  readonly actor?: string;
  readonly subject?: string;
}

/** The newest first; nothing that is older than `keptDays`. */
export async function listActs(
  database: D1Database,
  { cursor, actor, subject }: ActsQuery,
  keptDays: number,
): Promise<AuditResult> {
  const { at, id } = operatorAct;
  const rows = await askDirectory(() =>
    drizzle(database)
      .select()
      .from(operatorAct)
      .where(
        and(
          actor === undefined ? undefined : eq(operatorAct.actor, actor),
          subject === undefined ? undefined : eq(operatorAct.subject, subject),
          gt(at, Date.now() - keptDays * dayMs),
          isAfter(positionOf(cursor), at, id),
        ),
      )
      .orderBy(desc(at), desc(id))
      .limit(pageSize + 1),
  );
  const { page, next } = cursorAfter(rows, pageSize, (row) => row);
  return { items: page.map(auditRecordOf), next };
}

const auditRecordOf = ({ detail, ...row }: typeof operatorAct.$inferSelect): AuditRecord => ({
  ...row,
  detail: JSON.parse(detail) as AuditRecord["detail"],
});

// Operators with tokens of their own, in the directory (D1). Each change is one batch with its record in the audit log.
import { and, eq, gt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ActRecord } from "../../schema/jobs/operator-act.ts";
import type { Operator } from "../../schema/protocol/http-operators.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { operator } from "../../schema/tables/directory/tables.ts";
import { askDirectory, batchInDirectory } from "../accounts/directory.ts";
import { insertRecord } from "./acts.ts";

type OperatorRow = typeof operator.$inferSelect;

const operatorOf = ({ name, role, createdAt, madeBy, expiresAt }: OperatorRow): Operator => ({
  name,
  role,
  createdAt,
  by: madeBy,
  expiresAt,
});

/** The operator with this token, unless it has expired. */
export async function findOperator(database: D1Database, tokenHash: string, nowMs: number): Promise<Operator | null> {
  const isTheirs = and(eq(operator.tokenHash, tokenHash), gt(operator.expiresAt, nowMs));
  const row = await askDirectory(() => drizzle(database).select().from(operator).where(isTheirs).get());
  return row === undefined ? null : operatorOf(row);
}

/** By name; those whose token has expired too. */
export async function listOperators(database: D1Database): Promise<readonly Operator[]> {
  const rows = await askDirectory(() => drizzle(database).select().from(operator).orderBy(operator.name));
  return rows.map(operatorOf);
}

/** @returns null if the operator was made; NAME_TAKEN, TOO_MANY */
export async function insertOperator(
  database: D1Database,
  made: Operator,
  tokenHash: string,
  record: ActRecord,
): Promise<"NAME_TAKEN" | "TOO_MANY" | null> {
  const directory = drizzle(database);
  const { name, role, by, createdAt, expiresAt } = made;
  const isTaken = sql`EXISTS (SELECT 1 FROM ${operator} WHERE name = ${name})`;
  const hasRoom = sql`(SELECT count(*) FROM ${operator}) < ${wireLimits.maxOperators}`;
  const [inserted, , taken] = await batchInDirectory(directory, [
    directory
      .insert(operator)
      .select(
        sql`SELECT ${name}, ${role}, ${tokenHash}, ${by}, ${createdAt}, ${expiresAt} WHERE NOT ${isTaken} AND ${hasRoom}`,
      ),
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${operator} WHERE token_hash = ${tokenHash})`),
    directory
      .select({ tokenHash: operator.tokenHash })
      .from(operator)
      .where(sql`${operator.name} = ${name}`),
  ]);
  if (inserted.meta.changes > 0) return null;
  return taken.length > 0 ? "NAME_TAKEN" : "TOO_MANY";
}

/** @returns the operator with the new token's time; null: there is none of this name */
export async function replaceToken(
  database: D1Database,
  name: string,
  next: { readonly tokenHash: string; readonly expiresAt: number },
  record: ActRecord,
): Promise<Operator | null> {
  const directory = drizzle(database);
  const isNamed = eq(operator.name, name);
  const [, , rows] = await batchInDirectory(directory, [
    directory.update(operator).set(next).where(isNamed),
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${operator} WHERE name = ${name})`),
    directory.select().from(operator).where(isNamed),
  ]);
  const [row] = rows;
  return row === undefined ? null : operatorOf(row);
}

/** @returns false if there is no operator of this name */
export async function deleteOperator(database: D1Database, name: string, record: ActRecord): Promise<boolean> {
  const directory = drizzle(database);
  const [, deleted] = await batchInDirectory(directory, [
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${operator} WHERE name = ${name})`),
    directory.delete(operator).where(eq(operator.name, name)),
  ]);
  return deleted.meta.changes > 0;
}

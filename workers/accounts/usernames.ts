// Usernames: who has one, and who had one lately. A change of the username is one transaction with the note that keeps the
// one before for its owner, and with the security event that tells of it.
import { and, eq, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { account, auditEvent, keptUsername, retiredUsername } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "./directory.ts";

export const usernameKeyOf = (username: string): string => username.toLowerCase();

/** Whether somebody else than `userId` has it, had it lately, or had it when they deleted their account. */
export const isTakenFrom = (userId: UserId, usernameKey: string, nowMs: number): SQL =>
  sql`(EXISTS (SELECT 1 FROM ${account} AS other WHERE other.username_key = ${usernameKey} AND other.id <> ${userId})
    OR EXISTS (SELECT 1 FROM ${keptUsername} AS kept
      WHERE kept.username_key = ${usernameKey} AND kept.user_id <> ${userId} AND kept.until > ${nowMs})
    OR EXISTS (SELECT 1 FROM ${retiredUsername} AS retired WHERE retired.username_key = ${usernameKey}))`;

export async function isUsernameTaken(
  database: D1Database,
  { userId, username, nowMs }: { readonly userId: UserId; readonly username: string; readonly nowMs: number },
): Promise<boolean> {
  const isTaken = sql<number>`SELECT ${isTakenFrom(userId, usernameKeyOf(username), nowMs)} AS taken`;
  const row = await askDirectory(() => drizzle(database).get<{ taken: number }>(isTaken));
  return row?.taken === 1;
}

/** When it may be changed; null: now. */
export const changeAtOf = (usernameChangedAt: number | null, nowMs: number): number | null => {
  const at = (usernameChangedAt ?? Number.NEGATIVE_INFINITY) + wireLimits.usernameChangeEveryMs;
  return at <= nowMs ? null : at;
};

/** Whether the account's username may be changed now, to this one. */
export const mayChangeTo = (userId: UserId, usernameKey: string, nowMs: number): SQL | undefined =>
  and(
    or(isNull(account.usernameChangedAt), lte(account.usernameChangedAt, nowMs - wireLimits.usernameChangeEveryMs)),
    sql`NOT ${isTakenFrom(userId, usernameKey, nowMs)}`,
  );

export interface Rename {
  readonly userId: UserId;
  /** By which it is changed. */
  readonly deviceId: DeviceId;
  readonly from: string;
  readonly to: string;
  readonly nowMs: number;
}

/** The statements behind the change, in its transaction: they do nothing if it has not taken place. */
export function followRename(database: D1Database, { userId, deviceId, from, to, nowMs }: Rename) {
  const directory = drizzle(database);
  const isRenamed = and(eq(account.id, userId), eq(account.usernameKey, to), eq(account.usernameChangedAt, nowMs));
  const until = nowMs + wireLimits.usernameKeptMs;
  return [
    directory
      .insert(keptUsername)
      .select(sql`SELECT ${from}, ${account.id}, ${until} FROM ${account} WHERE ${isRenamed} AND ${from} <> ${to}`)
      .onConflictDoUpdate({ target: keptUsername.usernameKey, set: { userId, until } }),
    // What is theirs again is not kept.
    directory
      .delete(keptUsername)
      .where(and(eq(keptUsername.usernameKey, to), sql`EXISTS (SELECT 1 FROM ${account} WHERE ${isRenamed})`)),
    // Neither name: what an account was called is kept nowhere else either.
    directory
      .insert(auditEvent)
      .select(
        sql`SELECT ${`renamed_${userId}_${nowMs}`}, ${account.id}, ${nowMs}, 'username-changed', ${deviceId}, '{}'
          FROM ${account} WHERE ${isRenamed}`,
      )
      .onConflictDoNothing(),
  ] as const;
}

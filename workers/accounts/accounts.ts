// Accounts in the directory (D1). Off the message's way.
import { and, count, eq, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import {
  account,
  deletedAccount,
  invitation,
  invitationUse,
  retiredUsername,
} from "../../schema/tables/directory/tables.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { isSpent, loadEntrance, modeInForce, refusedEntrance, worksNow } from "../operators/registration.ts";
import { deletedUser, isRetired, loadDeletedUser } from "./deleted-accounts.ts";
import { askDirectory, batchInDirectory, directoryDeadlineMs } from "./directory.ts";

export interface Account {
  readonly user: User;
  readonly passwordHash: string;
  /** Counts the changes of the password: whoever signs in says which one they showed. */
  readonly passwordVersion: number;
}

export const firstPasswordVersion = 1;

const usernameKeyOf = (username: string): string => username.toLowerCase();

/**
 * Makes the account if registration allows it now, and spends the invitation where it needs one: all in one transaction,
 * so that nothing is made after registration was closed, and an invitation is spent once for each account.
 *
 * @param tokenHash of the invitation that was shown; null: none
 * @returns null if it was made
 */
export async function insertAccount(
  database: D1Database,
  { user, passwordHash, passwordVersion }: Account,
  tokenHash: string | null,
): Promise<"USERNAME_TAKEN" | "REGISTRATION_CLOSED" | "INVITATION_NEEDED" | "INVITATION_INVALID" | null> {
  const directory = drizzle(database);
  const { id, username, displayName, createdAt } = user;
  const usernameKey = usernameKeyOf(username);
  const isTaken = sql`EXISTS (SELECT 1 FROM ${account} WHERE username_key = ${usernameKey}
    UNION ALL SELECT 1 FROM ${retiredUsername} WHERE username_key = ${usernameKey})`;
  const isInvited = sql`${modeInForce} = 'invitation' AND EXISTS (SELECT 1 FROM ${invitationUse} WHERE user_id = ${id})`;
  const [, inserted] = await batchInDirectory(directory, [
    // First: a trigger refuses an account that needs an invitation and has spent none.
    directory
      .insert(invitationUse)
      .select(
        sql`SELECT ${id}, ${invitation.id}, ${createdAt} FROM ${invitation}
          WHERE token_hash = ${tokenHash} AND ${modeInForce} = 'invitation' AND ${worksNow(createdAt)} AND NOT ${isTaken}`,
      )
      .onConflictDoNothing(),
    directory
      .insert(account)
      .select(
        sql`SELECT ${id}, ${username}, ${usernameKey}, ${displayName}, ${passwordHash}, ${createdAt}, ${passwordVersion}
          WHERE ${modeInForce} = 'open' OR (${isInvited})`,
      )
      .onConflictDoNothing({ target: account.usernameKey }),
  ]);
  if (inserted.meta.changes > 0) return null;
  const entrance = await loadEntrance(database, tokenHash, createdAt);
  const refusal = refusedEntrance(entrance, tokenHash);
  if (refusal !== null) return refusal;
  return isSpent(entrance) && !(await isUsernameTaken(database, username)) ? "INVITATION_INVALID" : "USERNAME_TAKEN";
}

/** Also if the account that had it is deleted. */
export const isUsernameTaken = async (database: D1Database, username: string): Promise<boolean> =>
  (await loadAccount(database, username)) !== null || isRetired(database, usernameKeyOf(username));

export const loadAccount = (database: D1Database, username: string): Promise<Account | null> =>
  loadAccountWhere(database, eq(account.usernameKey, usernameKeyOf(username)));

export const loadAccountById = (database: D1Database, id: UserId): Promise<Account | null> =>
  loadAccountWhere(database, eq(account.id, id));

async function loadAccountWhere(database: D1Database, isIt: SQL): Promise<Account | null> {
  const row = await askDirectory(() => drizzle(database).select().from(account).where(isIt).get());
  if (row === undefined) return null;
  const { id, username, displayName, createdAt, passwordHash, passwordVersion } = row;
  return { user: { id: id as UserId, username, displayName, createdAt }, passwordHash, passwordVersion };
}

/** Replaces the password, unless another change came first. @returns the new version; null if another came first */
export async function replacePassword(
  database: D1Database,
  { user, passwordVersion }: Account,
  passwordHash: string,
): Promise<number | null> {
  const next = passwordVersion + 1;
  const isUnchanged = and(eq(account.id, user.id), eq(account.passwordVersion, passwordVersion));
  const { meta } = await askDirectory(() =>
    drizzle(database).update(account).set({ passwordHash, passwordVersion: next }).where(isUnchanged),
  );
  return meta.changes > 0 ? next : null;
}

/** Also one whose account is deleted. */
export async function loadUser(database: D1Database, id: UserId): Promise<User | null> {
  const { username, displayName, createdAt } = account;
  const row = await askDirectory(() =>
    drizzle(database).select({ username, displayName, createdAt }).from(account).where(eq(account.id, id)).get(),
  );
  if (row === undefined) return loadDeletedUser(database, id);
  return { id, ...row };
}

/**
 * Those of these users who exist, in any order, also those whose account is deleted. One query for any number of ids (D1
 * allows 100 parameters); it reads a row for each id and one for each user.
 */
export async function loadUsers(
  database: D1Database,
  ids: ReadonlySet<UserId>,
  deadlineMs = directoryDeadlineMs,
): Promise<User[]> {
  const { id, username, displayName, createdAt } = account;
  const rows = await askDirectory(
    () =>
      drizzle(database)
        .select({
          user: { id, username, displayName, createdAt },
          deleted: { id: deletedAccount.userId, createdAt: deletedAccount.createdAt },
        })
        .from(sql`json_each(${JSON.stringify([...ids])}) AS wanted`)
        .leftJoin(account, sql`${id} = wanted.value`)
        .leftJoin(deletedAccount, sql`${id} IS NULL AND ${deletedAccount.userId} = wanted.value`)
        .where(sql`${id} IS NOT NULL OR ${deletedAccount.userId} IS NOT NULL`),
    deadlineMs,
  );
  return rows.flatMap(({ user, deleted }) => {
    if (user !== null) return [{ ...user, id: user.id as UserId }];
    return deleted === null ? [] : [deletedUser(deleted)];
  });
}

/** Not one that is deleted. */
export async function hasAccount(database: D1Database, id: UserId): Promise<boolean> {
  const row = await askDirectory(() =>
    drizzle(database).select({ id: account.id }).from(account).where(eq(account.id, id)).get(),
  );
  return row !== undefined;
}

/** How many of these different users have no account; one query for any number of ids (D1 allows 100 parameters). */
export async function countMissing(database: D1Database, ids: readonly UserId[]): Promise<number> {
  const wanted = sql`SELECT value FROM json_each(${JSON.stringify(ids)})`;
  const found = await askDirectory(() =>
    drizzle(database)
      .select({ count: count() })
      .from(account)
      .where(sql`${account.id} IN (${wanted})`)
      .get(),
  );
  return new Set(ids).size - (found?.count ?? 0);
}

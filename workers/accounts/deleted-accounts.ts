// Users whose account is deleted, as others see them: the directory keeps no name of theirs.
import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { deletedAccount, retiredUsername } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "./directory.ts";
import { deletedUsername } from "./reserved-usernames.ts";

/** For clients that do not know of deleted accounts; others show it in their own words. */
const displayName = "Deleted account";

const userOf = ({ id, createdAt }: { readonly id: string; readonly createdAt: number }): User => ({
  id: id as UserId,
  username: deletedUsername,
  displayName,
  createdAt,
  deleted: true,
});

/** Those of these users whose account is deleted; one query for any number of ids (D1 allows 100 parameters). */
export async function loadDeletedUsers(
  database: D1Database,
  ids: readonly UserId[],
  deadlineMs?: number,
): Promise<readonly User[]> {
  if (ids.length === 0) return [];
  const wanted = sql`json_each(${JSON.stringify(ids)}) AS wanted`;
  const rows = await askDirectory(
    () =>
      drizzle(database)
        .select({ id: deletedAccount.userId, createdAt: deletedAccount.createdAt })
        .from(deletedAccount)
        .innerJoin(wanted, sql`wanted.value = ${deletedAccount.userId}`),
    deadlineMs,
  );
  return rows.map(userOf);
}

/** Whether this username was that of an account which is deleted: nobody gets it again. */
export async function isRetired(database: D1Database, usernameKey: string): Promise<boolean> {
  const row = await askDirectory(() =>
    drizzle(database).select().from(retiredUsername).where(eq(retiredUsername.usernameKey, usernameKey)).get(),
  );
  return row !== undefined;
}

// Users whose account is deleted, as others see them: the directory keeps no name of theirs.
import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { deletedAccount, retiredUsername } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "./directory.ts";
import { deletedUsername } from "./reserved-usernames.ts";

/** For clients that do not know of deleted accounts; others show it in their own words. */
const displayName = "Deleted account";

export const deletedUser = ({ id, createdAt }: { readonly id: string; readonly createdAt: number }): User => ({
  id: id as UserId,
  username: deletedUsername,
  displayName,
  createdAt,
  deleted: true,
});

/** Null: there is no such user, or their account is not deleted. */
export async function loadDeletedUser(database: D1Database, userId: UserId): Promise<User | null> {
  const { userId: id, createdAt } = deletedAccount;
  const row = await askDirectory(() =>
    drizzle(database).select({ id, createdAt }).from(deletedAccount).where(eq(id, userId)).get(),
  );
  return row === undefined ? null : deletedUser(row);
}

/** Whether this username was that of an account which is deleted: nobody gets it again. */
export async function isRetired(database: D1Database, usernameKey: string): Promise<boolean> {
  const row = await askDirectory(() =>
    drizzle(database).select().from(retiredUsername).where(eq(retiredUsername.usernameKey, usernameKey)).get(),
  );
  return row !== undefined;
}

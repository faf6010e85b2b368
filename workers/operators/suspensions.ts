// The directory's copies of suspensions, for lists: what is in force, the user's session says.
import { and, desc, eq, gt, isNull, or } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SuspensionsResult } from "../../schema/protocol/http-accounts-of-users.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { account, suspension } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "../accounts/directory.ts";
import { cursorAfter, isAfter, positionOf } from "../accounts/positions.ts";

const pageSize = 50;

/** Those in force, the latest first. */
export async function listSuspensions(
  database: D1Database,
  cursor: string | undefined,
  nowMs: number,
): Promise<SuspensionsResult> {
  const { at, userId, until } = suspension;
  const { username, displayName, createdAt } = account;
  const rows = await askDirectory(() =>
    drizzle(database)
      .select({ userId, username, displayName, createdAt, at, by: suspension.madeBy, reason: suspension.reason, until })
      .from(suspension)
      .innerJoin(account, eq(account.id, userId))
      .where(
        and(eq(suspension.isOver, 0), or(isNull(until), gt(until, nowMs)), isAfter(positionOf(cursor), at, userId)),
      )
      .orderBy(desc(at), desc(userId))
      .limit(pageSize + 1),
  );
  const { page, next } = cursorAfter(rows, pageSize, (row) => ({ at: row.at, id: row.userId }));
  return {
    items: page.map(({ userId: id, username: name, displayName: shown, createdAt: madeAt, ...rest }) => ({
      user: { id: id as UserId, username: name, displayName: shown, createdAt: madeAt },
      suspension: rest,
    })),
    next,
  };
}

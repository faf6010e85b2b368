// Users who have used budgets of theirs up, as their session has it in storage after a day of it.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { dayOf, type BudgetState } from "../../durable-objects/user-session/budgets/budget.ts";
import { emptyBook, writeBook } from "../../durable-objects/user-session/budgets/budget-book.ts";
import { budgetKinds, budgetLimits, type BudgetName } from "../../schema/protocol/budgets.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { sessionObject } from "./actors.ts";

/** Newer than anything the session has written. */
const newest = 1_000_000;

/** Nothing is left of these budgets until midnight; all others are whole, and every entry of the inbox has to be refreshed. */
export async function useUp(userId: UserId, ...names: readonly BudgetName[]): Promise<void> {
  const now = Date.now();
  const states = names.map((name): [BudgetName, BudgetState] => [
    name,
    { used: budgetLimits[budgetKinds[name].perDay], reserved: 0, step: 1, level: 0, at: now },
  ]);
  const book = { ...emptyBook(dayOf(now), now), version: newest, stored: newest, states: new Map(states) };
  await inStorage(userId, (sql) => {
    sql.exec("INSERT OR REPLACE INTO budget VALUES (1, ?)", writeBook(book));
    sql.exec("UPDATE inbox SET stale = 1");
  });
}

/** As a new account has them. */
export const giveBackAll = (userId: UserId): Promise<void> =>
  inStorage(userId, (sql) => {
    sql.exec("DELETE FROM budget");
    sql.exec("UPDATE device SET budget = NULL");
  });

async function inStorage(userId: UserId, write: (sql: SqlStorage) => void): Promise<void> {
  const session = sessionObject(userId);
  await runInDurableObject(session, (_session, { storage }) => write(storage.sql));
  await evictDurableObject(session);
}

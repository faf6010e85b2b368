// The budgets of a session whose storage a test has.
import { Budgets } from "../../durable-objects/user-session/budgets/budgets.ts";
import { ChargedCalls } from "../../durable-objects/user-session/budgets/charged-calls.ts";
import type { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";

/** As in a session without a socket, with the limits that every deployment has. */
export function someBudgets(sql: SqlStorage, inbox: Inbox): { budgets: Budgets; charged: ChargedCalls } {
  const limits = defaultLimits;
  const budgets = new Budgets({
    sql,
    limits,
    now: () => Date.now(),
    kept: () => [],
    keep: () => {},
    hasSocket: () => false,
  });
  return { budgets, charged: new ChargedCalls(budgets, inbox, limits) };
}

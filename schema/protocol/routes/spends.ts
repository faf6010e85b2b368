// What routes of users spend of their caller's budgets, beside the rate of frames: declared with each route.
import type { BudgetName } from "../budgets.ts";

/** A budget of the caller's, or `network`: the limits of the networks of a caller without an account. */
export type Spent = BudgetName | "network";

/** Answered by the session alone, or by one cold group. */
export const reading = ["requests"] as const satisfies readonly Spent[];
/** Each entry or event is a row; each conversation that has to be asked is a call. */
export const listing = ["requests", "calls", "rows"] as const satisfies readonly Spent[];
/** A change of a group, told to its members. */
export const changing = ["requests", "changes", "calls", "deliveries"] as const satisfies readonly Spent[];
/** Another event in a conversation's log, sent as a message is. */
export const addingEvent = ["requests", "messages", "calls", "deliveries"] as const satisfies readonly Spent[];

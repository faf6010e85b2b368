// The pages of operators, and who may see which. Pure.
import type { OperatorRole } from "./admin-calls.ts";

/** The least role that sees each page. */
const leastRoles = {
  overview: "moderator",
  people: "moderator",
  operators: "operator",
  registration: "operator",
  "dead-letters": "operator",
  audit: "moderator",
} as const satisfies Readonly<Record<string, OperatorRole>>;

export type PageName = keyof typeof leastRoles;

/** A role that this page does not know yet may do what the least one may. */
export const mayAct = (role: string, least: OperatorRole): boolean => role === "operator" || least === "moderator";

export const pagesOf = (role: string): readonly PageName[] =>
  (Object.keys(leastRoles) as PageName[]).filter((name) => mayAct(role, leastRoles[name]));

/** What else was in the address leads to the overview, and so does a page that is not for this role. */
export const pageOf = (asked: string, role: string): PageName =>
  pagesOf(role).find((name) => name === asked) ?? "overview";

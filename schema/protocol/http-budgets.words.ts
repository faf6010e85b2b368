// The API documents' texts for users' budgets. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { reasonWords } from "./http-operators.words.ts";
import { budgetUsageShape, setBudgetBodyShape, userBudgetResultShape } from "./http-budgets.ts";

const usage = { used: 120, cap: 100_000 };

export const budgetComponents = {
  BudgetUsage: fromServer(budgetUsageShape, "What a user has spent today of one budget.", usage, {
    used: "What was spent since midnight, UTC.",
    cap: "The most that the user may spend in a day.",
  }),
  UserBudgetResult: fromServer(
    userBudgetResultShape,
    "What a user may cost, and has cost today.",
    { factor: 1, budgets: { messages: usage } },
    {
      factor: "Multiplies every budget of this user; 1 is what everybody has.",
      budgets: "By budget. Budgets are added, so show one that you do not know like any other.",
    },
  ),
  SetBudgetBody: fromClient(
    setBudgetBodyShape,
    "Raises what a user may cost.",
    { factor: 10, reason: "sends the school's notices" },
    {
      factor: "Multiplies every budget of this user; 1 is what everybody has.",
      reason: `${reasonWords} Best always given: it may be left out by tools of earlier versions only.`,
    },
  ),
} as const satisfies Record<string, Component>;

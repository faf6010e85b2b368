// The routes of users' budgets, for operators.
import { setBudgetBodyShape, userBudgetResultShape } from "../http-budgets.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const budgetRoutes = {
  getUserBudget: route({
    method: "GET",
    path: "/api/admin/users/:userId/budget",
    who: "operator",
    segments: { userId: segment.userId },
    answers: { 200: userBudgetResultShape },
  }),
  setUserBudget: route({
    method: "PUT",
    path: "/api/admin/users/:userId/budget",
    who: "operator",
    segments: { userId: segment.userId },
    body: setBudgetBodyShape,
    answers: { 204: null },
  }),
} as const;

export const budgetWords: WordsOf<typeof budgetRoutes> = {
  getUserBudget: {
    summary: "See what a user may cost",
    description: "The factor of the user's budgets, and what was spent of each since midnight, UTC.",
    answers: { 200: "The budgets." },
  },
  setUserBudget: {
    summary: "Raise what a user may cost",
    description:
      "Multiplies every budget of the user: rates, bursts and daily caps. The worst bill of the account is multiplied too.",
    answers: { 204: "It holds from now on." },
  },
};

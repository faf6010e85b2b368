// Users' budgets, for operators: see and raise them.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { budgetRoutes } from "../../schema/protocol/routes/budgets.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, recordOf } from "../operators/acts.ts";
import { recordNow } from "../operators/record-now.ts";

export const budgetHandlers: HandlersOf<typeof budgetRoutes> = {
  async getUserBudget({ env, path: { userId } }) {
    if (!(await hasAccount(env.DIRECTORY, userId))) return refused("USER_NOT_FOUND");
    const { factor, budgets } = await callActor(() => userSessionStub(env, userId).budget());
    return { status: 200, body: { factor, budgets } };
  },

  async setUserBudget({ env, operator, path: { userId }, body: { factor, reason } }) {
    if (!(await hasAccount(env.DIRECTORY, userId))) return refused("USER_NOT_FOUND");
    const act = actOf(operator, "budget-set", userId, reason ?? null);
    const done = await callActor(() => userSessionStub(env, userId).setBudgetFactor({ factor, act }));
    if (done !== null && isRefused(done)) return done;
    // A session of the version before answers nothing, and writes no record.
    await recordNow(done ?? { record: recordOf(act, { factor }) }, env);
    logLine("info", "budget set", { userId, factor });
    return { status: 204 };
  },
};

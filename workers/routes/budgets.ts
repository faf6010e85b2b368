// Users' budgets, for operators: see and raise them.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { logLine } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { budgetRoutes } from "../../schema/protocol/routes/budgets.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { askDirectory } from "../accounts/directory.ts";
import { isRefused } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { actOf, recordOf, writeActsDone } from "../operators/acts.ts";
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
    // A session of the version before answers nothing, whatever its type says.
    const done = (await callActor(() => userSessionStub(env, userId).setBudgetFactor({ factor, act }))) ?? null;
    if (done !== null && isRefused(done)) return done;
    if (done !== null) await recordNow(done, env);
    // Nor does it write a record: without one the operator must not take the act for done.
    else await askDirectory(() => writeActsDone(env.DIRECTORY, [{ record: recordOf(act, { factor }) }]));
    logLine("info", "budget set", { userId, factor });
    return { status: 204 };
  },
};

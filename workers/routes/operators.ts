// Operators and their audit log.
import { readOperatorSettings } from "../../durable-objects/runtime/limits.ts";
import { deploymentName, type Operator } from "../../schema/protocol/http-operators.ts";
import type { operatorRoutes } from "../../schema/protocol/routes/operators.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { wholeList } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";
import { newOperatorToken } from "../ids/operator-tokens.ts";
import { actOf, listActs, recordOf } from "../operators/acts.ts";
import { deleteOperator, insertOperator, listOperators, replaceToken } from "../operators/operators.ts";
import { tokenHashOf } from "../operators/token-hash.ts";

const dayMs = 86_400_000;

export const operatorHandlers: HandlersOf<typeof operatorRoutes> = {
  async getCallingOperator({ operator: { name, role, expiresAt } }) {
    return { status: 200, body: { name, role, expiresAt } };
  },

  async listOperators({ env }) {
    return { status: 200, body: wholeList(await listOperators(env.DIRECTORY)) };
  },

  async addOperator({ env, operator, body: { name, role, reason } }) {
    if (name === deploymentName) return refused("NAME_TAKEN");
    const act = actOf(operator, "operator-added", name, reason);
    const expiresAt = act.at + readOperatorSettings(env).OPERATOR_TOKEN_DAYS * dayMs;
    const made: Operator = { name, role, createdAt: act.at, by: operator.name, expiresAt };
    const token = newOperatorToken(env);
    const record = recordOf(act, { role, expiresAt });
    const refusal = await insertOperator(env.DIRECTORY, made, tokenHashOf(token), record);
    return refusal === null ? { status: 201, body: { operator: made, token } } : refused(refusal);
  },

  async renewOperator({ env, operator, path: { name }, body: { reason } }) {
    const act = actOf(operator, "operator-renewed", name, reason);
    const expiresAt = act.at + readOperatorSettings(env).OPERATOR_TOKEN_DAYS * dayMs;
    const token = newOperatorToken(env);
    const next = { tokenHash: tokenHashOf(token), expiresAt };
    const renewed = await replaceToken(env.DIRECTORY, name, next, recordOf(act, { expiresAt }));
    return renewed === null ? refused("NOT_FOUND") : { status: 200, body: { operator: renewed, token } };
  },

  async removeOperator({ env, operator, path: { name }, body: { reason } }) {
    const record = recordOf(actOf(operator, "operator-removed", name, reason), {});
    return (await deleteOperator(env.DIRECTORY, name, record)) ? { status: 204 } : refused("NOT_FOUND");
  },

  async listAudit({ env, query }) {
    const page = await listActs(env.DIRECTORY, query, readOperatorSettings(env).OPERATOR_AUDIT_DAYS);
    return { status: 200, body: page };
  },
};

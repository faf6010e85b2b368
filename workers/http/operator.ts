// Authenticates operators, and wraps every route under /api/admin: by the deployment's secret ADMIN_TOKEN, or by an
// operator's own token.
import { createHash, timingSafeEqual } from "node:crypto";
import type { IRequest } from "itty-router";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readOperatorSettings } from "../../durable-objects/runtime/limits.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { deploymentName, type OperatorRole } from "../../schema/protocol/http-operators.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { mayBeOperatorToken } from "../ids/operator-tokens.ts";
import { deleteExpired } from "../operators/acts.ts";
import type { CallingOperator } from "../operators/calling-operator.ts";
import { findOperator } from "../operators/operators.ts";
import { tokenHashOf } from "../operators/token-hash.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import type { Answer } from "./answer.ts";
import { BoundedMap } from "./bounded-map.ts";
import { bearerToken } from "./authenticate.ts";
import type { RequestContext } from "./request-context.ts";

/** 32 random bytes have 43 characters of base64url. A shorter secret could be guessed, so it grants nothing. */
const minTokenChars = 40;

const deployment: CallingOperator = { name: deploymentName, role: "operator", expiresAt: null };

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Compares hashes, so that the comparison takes the same time for every token. */
const isSecret = (token: string, { ADMIN_TOKEN: secret = "" }: Pick<Env, "ADMIN_TOKEN">): boolean =>
  secret.length >= minTokenChars && timingSafeEqual(digest(token), digest(secret));

/** A token that has ended never works again, unless the directory is restored to an earlier time. */
const rememberedMs = 60_000;
/** Hashes of tokens that have ended, and when the directory said so: they cost no question at each call. */
const endedTokens = new BoundedMap<string, number>(1_000);

/** Looked up at each call, so that a removal holds from the next one on. @throws ActorUnavailable */
async function operatorOf(headers: Headers, env: Env): Promise<CallingOperator | null> {
  const token = bearerToken(headers);
  if (token === null) return null;
  if (isSecret(token, env)) return deployment;
  if (!mayBeOperatorToken(env, token)) return null;
  const [hash, now] = [tokenHashOf(token), Date.now()];
  const endedAt = endedTokens.get(hash);
  // The clock may have been set back.
  if (endedAt !== undefined && Math.abs(now - endedAt) < rememberedMs) return null;
  const operator = await findOperator(env.DIRECTORY, hash, now);
  if (operator === null) endedTokens.set(hash, now);
  return operator;
}

/**
 * A user's token is never accepted.
 *
 * @param least the role that the route needs
 * @returns NOT_AUTHENTICATED; FORBIDDEN if the role does not suffice
 */
export function operatorOnly(
  least: OperatorRole,
  route: (request: IRequest, context: RequestContext, operator: CallingOperator) => Promise<Answer>,
) {
  return async (request: IRequest, context: RequestContext): Promise<Answer> => {
    const operator = await operatorOf(request.headers, context.env);
    if (operator === null) return (await countStranger(request, context)) ?? refused("NOT_AUTHENTICATED");
    if (least === "operator" && operator.role !== "operator") return refused("FORBIDDEN");
    const answer = await route(request, context, operator);
    if (request.method !== "GET") await forgetExpired(context.env);
    return answer;
  };
}

/** Never throws because of the directory: the next act does it. */
async function forgetExpired(env: Env): Promise<void> {
  try {
    await deleteExpired(env.DIRECTORY, readOperatorSettings(env).OPERATOR_AUDIT_DAYS);
  } catch (cause) {
    logError("expired records of acts not deleted", cause);
  }
}

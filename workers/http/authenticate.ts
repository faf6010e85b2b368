// Verifies the Authorization header, and wraps routes that need a caller.
import type { IRequest } from "itty-router";
import { verifyAccessToken, type Identity } from "../../durable-objects/runtime/verify-token.ts";
import type { Spent } from "../../schema/protocol/routes/spends.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { CallerSession } from "./caller-session.ts";
import { isEnd, knownEnd, refuseEnded } from "./ended-sign-ins.ts";
import type { UserInput } from "./handler.ts";
import { isRefused, withLeft, type Answer } from "./answer.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import type { RequestContext } from "./request-context.ts";

export interface CallerContext extends RequestContext {
  readonly session: CallerSession;
}

/** RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110). */
export const bearerToken = (headers: Headers): string | null =>
  /^Bearer +([\w.~+/-]+=*) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;

/** @returns NOT_AUTHENTICATED, TOKEN_EXPIRED */
export async function authenticate(headers: Headers, context: RequestContext): Promise<Identity | Refused> {
  const token = bearerToken(headers);
  return token === null ? refused("NOT_AUTHENTICATED") : await verifyAccessToken(token, context.env);
}

/**
 * Wraps a route that needs a valid token. The UserSession must have accepted the caller, even if the request is invalid
 * otherwise.
 */
export function authenticated(
  route: (request: IRequest, context: CallerContext) => Promise<Answer>,
  spends: readonly Spent[],
) {
  return async (request: IRequest, context: RequestContext): Promise<Answer> => {
    const identity = await authenticate(request.headers, context);
    if (isRefused(identity)) return (await countStranger(request, context)) ?? identity;
    const answer = knownEnd(identity) ?? (await answerCaller(route, request, { context, identity, spends }));
    return isRefused(answer) && isEnd(answer) ? refuseEnded(answer, identity, request, context) : answer;
  };
}

async function answerCaller(
  route: (request: IRequest, context: CallerContext) => Promise<Answer>,
  request: IRequest,
  {
    context,
    identity,
    spends,
  }: { readonly context: RequestContext; readonly identity: Identity; readonly spends: readonly Spent[] },
): Promise<Answer> {
  const session = new CallerSession(context.env, identity, spends);
  const answer = await judged(route, request, { ...context, session });
  return withLeft(answer, session.left);
}

async function judged(
  route: (request: IRequest, context: CallerContext) => Promise<Answer>,
  request: IRequest,
  context: CallerContext,
): Promise<Answer> {
  const { session } = context;
  const answer = await route(request, context);
  if (session.asked) return answer;
  // The refusal came before the session was asked. Asking it now tells a signed-out device nothing more, and
  // rate-limits guessing.
  const allowed = await session.ask({ kind: "authorize" });
  return isRefused(allowed) ? allowed : answer;
}

/**
 * Has the session charge the caller for each user who does not exist. A caller who has asked for too many gets
 * RATE_LIMITED, and learns nothing.
 *
 * @param misses how many of those that the request names do not exist
 */
export async function chargeMisses(session: CallerSession, misses: number): Promise<Refused | null> {
  if (misses === 0) return null;
  const allowed = await session.ask({ kind: "authorize", misses });
  return isRefused(allowed) ? allowed : null;
}

/** The refusal for users who do not exist, once they are charged. */
export const userNotFound = async (session: CallerSession, misses: number): Promise<Refused> =>
  (await chargeMisses(session, misses)) ?? refused("USER_NOT_FOUND");

/** Wraps a handler so that the session accepts the caller before any other work is done. */
export const authorized =
  <Input extends UserInput, Reply>(handler: (input: Input) => Promise<Reply | Refused>) =>
  async (input: Input): Promise<Reply | Refused> => {
    const allowed = await input.session.ask({ kind: "authorize" });
    return isRefused(allowed) ? allowed : handler(input);
  };

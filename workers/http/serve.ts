// Combines a declared route with its handler: the caller is checked first, then the request is parsed, then handled.
import type { IRequest } from "itty-router";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import type { Once } from "../../schema/rpc/session-questions.ts";
import { authenticated } from "./authenticate.ts";
import { readOnce } from "./idempotency.ts";
import { parseRequest, type ParsedRequest } from "./read-request.ts";
import { endedByRefreshToken } from "./refresh-token-in-body.ts";
import { isRefused, toAnswer, type Answer, type AnyReply } from "./answer.ts";
import type { HandlerInput, OperatorInput } from "./handler.ts";
import { operatorOnly } from "./operator.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * The type of any handler. The router pairs routes and handlers by operation id, so `HandlerOf` holds for each pair.
 */
export type AnyHandler = (input: HandlerInput & ParsedRequest & { readonly once: Once | null }) => Promise<AnyReply>;

export type ServedRoute = (request: IRequest, context: RequestContext) => Promise<Answer>;

export function serve(route: Route, handler: AnyHandler): ServedRoute {
  const handle = async (input: HandlerInput, callerId: UserId | null): Promise<Answer> => {
    const parsed = await parseRequest(route, input.request, callerId);
    if (isRefused(parsed)) return parsed;
    const once = await readOnce(route, input.request.headers, parsed);
    if (once !== null && isRefused(once)) return once;
    return toAnswer(await handler({ ...input, ...parsed, once }));
  };
  const forAnyone: ServedRoute = (request, context) => handle({ ...context, request }, null);
  if (route.isUpgrade === true) return forAnyone;
  switch (route.who) {
    case "anonymous":
      return route.ownLimit === true
        ? forAnyone
        : async (request, context) => (await countStranger(request, context)) ?? forAnyone(request, context);
    case "user": {
      const forUsers = authenticated(
        (request, context) => handle({ ...context, request }, context.session.userId),
        route.spends ?? [],
      );
      if (route.byRefreshToken !== true) return forUsers;
      return async (request, context) =>
        (await endedByRefreshToken(route, request, context)) ?? orEnded(await forUsers(request, context));
    }
    case "moderator":
    case "operator":
      return operatorOnly(route.who, (request, context, operator) => {
        const input: OperatorInput = { ...context, request, operator };
        return handle(input, null);
      });
  }
}

/**
 * A suspended user's sign-in has ended, which is all that a sign-out is for. Earlier clients would not sign out at a
 * refusal.
 */
const orEnded = (answer: Answer): Answer =>
  isRefused(answer) && answer.refusal.code === "SUSPENDED" ? toAnswer({ status: 204 }) : answer;

// What all routes of groups have in common: who asks, which group, what is wanted; and how a change is answered.
import type { IRequest } from "itty-router";
import type * as v from "valibot";
import { conversationIdShape, isGroupId, isUserId, userIdShape, type UserId } from "../../../schema/protocol/ids.ts";
import type { GroupChangeResult, GroupResult } from "../../../schema/protocol/http-groups.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone, GroupRpc } from "../../../schema/rpc/group.ts";
import { authenticated, type CallerContext } from "../../http/authenticate.ts";
import { readBody } from "../../http/body.ts";
import { CallerGroup, type FromCaller } from "../../http/caller-group.ts";
import { jsonResponse, noContent } from "../../http/json-response.ts";
import { readSegment } from "../../http/query.ts";
import { isRefused, type Answer, type RequestContext } from "../../http/request-context.ts";

export interface GroupContext extends CallerContext {
  readonly request: IRequest;
  readonly group: CallerGroup;
  /** Whom the path names; the caller, where it names nobody. */
  readonly target: UserId;
}

type Route = (request: IRequest, context: RequestContext) => Promise<Answer>;
type Wanted = GroupOp | Refused;

/** A route for callers whose session has let them pass, before anything else is done for them. */
export const authorizedRoute = (route: (request: IRequest, context: CallerContext) => Promise<Answer>): Route =>
  authenticated(async (request, context) => {
    const allowed = await context.session.ask({ kind: "authorize" });
    return isRefused(allowed) ? allowed : route(request, context);
  });

/** A route under `/api/groups/:groupId`. No actor is made for an id that no group can have. */
export const groupRoute = (route: (context: GroupContext) => Promise<Answer>): Route =>
  authorizedRoute(async (request, context) => {
    const groupId = readSegment(request.params["groupId"], conversationIdShape);
    if (groupId === null || !isGroupId(groupId)) return refused("CONVERSATION_NOT_FOUND");
    const { userId } = context.session;
    const target = targetOf(request, userId);
    if (target === null) return refused("USER_NOT_FOUND");
    return route({ ...context, request, group: new CallerGroup(context.env, groupId, userId), target });
  });

function targetOf({ params }: IRequest, caller: UserId): UserId | null {
  if (params["userId"] === undefined) return caller;
  const userId = readSegment(params["userId"], userIdShape);
  return userId !== null && isUserId(userId) ? userId : null;
}

/** A route that changes the group by one op. */
export const changeRoute = (
  opOf: (context: GroupContext) => Wanted | Promise<Wanted>,
  answer: (done: GroupOpDone, context: GroupContext) => Answer | Promise<Answer> = answerSeq,
): Route =>
  groupRoute(async (context) => {
    const op = await opOf(context);
    if (isRefused(op)) return op;
    const done = await context.group.change(op);
    return isRefused(done) ? done : answer(done, context);
  });

/** Makes the op of the request's body. */
export const fromBody =
  <const T extends v.GenericSchema>(
    shape: T,
    opOf: (body: v.InferOutput<T>, context: GroupContext) => Wanted | Promise<Wanted>,
  ) =>
  async (context: GroupContext): Promise<Wanted> => {
    const parsed = await readBody(context.request, shape);
    return isRefused(parsed) ? parsed : opOf(parsed.body, context);
  };

/** A route that answers with one list of the group's, under this name. */
export const listRoute = (
  name: string,
  load: (group: GroupRpc, from: FromCaller) => Promise<readonly object[] | Refused>,
): Route =>
  groupRoute(async ({ group }) => {
    const list = await group.ask(load);
    return isRefused(list) ? list : jsonResponse({ [name]: list });
  });

const answerSeq = ({ seq }: GroupOpDone): Answer => jsonResponse({ seq } satisfies GroupChangeResult);

export const answerNothing = (): Answer => noContent();

/** The whole group as the caller sees it after their change. */
export async function answerGroup(_done: GroupOpDone, { group }: GroupContext): Promise<Answer> {
  const described = await group.ask((stub, from) => stub.describe(from));
  if (isRefused(described)) return described;
  // Not in any more: somebody removed them meanwhile.
  if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
  return jsonResponse({ group: described.group } satisfies GroupResult);
}

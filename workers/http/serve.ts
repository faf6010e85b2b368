// A declared route and its handler made one: who calls is judged, the request is parsed, and only then is it handled.
import type { IRequest } from "itty-router";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Route, Segment } from "../../schema/protocol/routes/route.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { authenticated } from "./authenticate.ts";
import { readBody } from "./body.ts";
import { toAnswer, type AnyReply, type HandlerInput } from "./handler.ts";
import { operatorOnly } from "./operator.ts";
import { readQuery, readSegment } from "./query.ts";
import { isRefused, type Answer, type RequestContext } from "./request-context.ts";

interface Parsed {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** What `HandlerOf` says of one route holds for it: the router pairs them by operation id. */
export type AnyHandler = (input: HandlerInput & Parsed) => Promise<AnyReply>;

export type ServedRoute = (request: IRequest, context: RequestContext) => Promise<Answer>;

export function serve(route: Route, handler: AnyHandler): ServedRoute {
  const handle = async (input: HandlerInput, callerId: UserId | null): Promise<Answer> => {
    const parsed = await parseRequest(route, input.request, callerId);
    return isRefused(parsed) ? parsed : toAnswer(await handler({ ...input, ...parsed }));
  };
  const forAnyone: ServedRoute = (request, context) => handle({ ...context, request }, null);
  if (route.isUpgrade === true) return forAnyone;
  switch (route.who) {
    case "anonymous":
      return forAnyone;
    case "user":
      return authenticated((request, context) => handle({ ...context, request }, context.session.userId));
    case "operator":
      return operatorOnly(forAnyone);
  }
}

/** @returns the code of the segment that does not fit, what `readQuery` and `readBody` refuse, in this order */
async function parseRequest(route: Route, request: IRequest, callerId: UserId | null): Promise<Parsed | Refused> {
  const path: Record<string, unknown> = {};
  for (const [name, segment] of Object.entries(route.segments ?? {})) {
    const value = parseSegment(request.params[name], segment, callerId);
    if (value === null) return refused(segment.otherwise);
    path[name] = value;
  }
  const query = route.query === undefined ? undefined : readQuery(request.url, route.query);
  if (query !== undefined && isRefused(query)) return query;
  const body = route.body === undefined ? undefined : await readBody(request, route.body, route.sizedField);
  if (body !== undefined && isRefused(body)) return body;
  return { path, query: query?.query, body: body?.body };
}

function parseSegment(text: string | undefined, { shape, isPossible }: Segment, callerId: UserId | null): unknown {
  const value = readSegment(text, shape);
  return value === null || isPossible?.(value as string, callerId) === false ? null : value;
}

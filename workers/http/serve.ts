// Combines a declared route with its handler: the caller is checked first, then the request is parsed, then handled.
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

/**
 * The type of any handler. The router pairs routes and handlers by operation id, so `HandlerOf` holds for each pair.
 */
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

/** @returns the code of the first segment that does not match, else what `readQuery` and then `readBody` refuse */
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

// Routes every HTTP request, and adds the headers that all answers have.
import { Router, type IRequest } from "itty-router";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readLimits } from "../../durable-objects/runtime/limits.ts";
import { logLine, setLogLevel } from "../../durable-objects/runtime/logger.ts";
import type { Route } from "../../schema/protocol/routes/route.ts";
import { routeFamilies } from "../../schema/protocol/routes/routes.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { addCorsHeaders, preflightResponse, addSecurityHeaders } from "./response-headers.ts";
import { handlers } from "./handlers.ts";
import { knownDatabases } from "./known-databases.ts";
import { problemResponse, refusalOf } from "./problem.ts";
import { isRefused, type Answer } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";
import { serve, type AnyHandler } from "./serve.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import { webClientFile } from "./web-client.ts";

const router = Router<IRequest, [RequestContext]>();
for (const [family, routes] of Object.entries<Readonly<Record<string, Route>>>(routeFamilies)) {
  // By the types of `handlers`, each route has the handler for its own declaration.
  const served = handlers[family as keyof typeof handlers] as unknown as Readonly<Record<string, AnyHandler>>;
  for (const [operationId, route] of Object.entries(routes)) {
    const method = route.method.toLowerCase() as Lowercase<Route["method"]>;
    router[method](route.path, serve(route, served[operationId] as AnyHandler));
  }
}

/** @param ctx the platform's; without it, nothing goes on after the answer for certain */
export async function handleRequest(
  request: Request,
  env: Env,
  ctx?: Pick<ExecutionContext, "waitUntil">,
): Promise<Response> {
  const startedAt = Date.now();
  setLogLevel(env.LOG_LEVEL);
  const requestId = crypto.randomUUID();
  const allow = methodsAt(new URL(request.url).pathname);
  // HEAD is GET without a body (RFC 9110); the answer's body is removed below. A body in the request has no meaning,
  // and a GET request with a body could not be constructed.
  const { url, headers, method } = request;
  const routed = (method === "HEAD" ? new Request(url, { headers, method: "GET" }) : request) as unknown as IRequest;
  const answer =
    request.method === "OPTIONS" ? preflightResponse(allow) : await answerTo(routed, env, ctx, requestId, allow);
  const response = finish(answer, request, env, requestId, allow);
  // An actor that woke meanwhile in this isolate may have set its own.
  setLogLevel(env.LOG_LEVEL);
  logLine("info", "request", {
    requestId,
    method: request.method,
    // Logs the pattern: the path itself may contain a name.
    route: routed.route ?? null,
    status: response.status,
    durationMs: Date.now() - startedAt,
    code: isRefused(answer) ? answer.refusal.code : undefined,
  });
  return response;
}

/** Every route, so that tests miss none: method and path, parameters as `:name`. */
export const routePaths: readonly (readonly [method: string, path: string])[] = router.routes.map(
  ([method, , , path]) => [method, path ?? ""] as const,
);

/** The methods of a path; empty if there is no such path. */
function methodsAt(path: string): readonly string[] {
  const methods = router.routes.filter(([, pattern]) => pattern.test(path)).map(([method]) => method);
  if (methods.length === 0) return methods;
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}

/** Answered on whatever tables the databases have. */
const aboutService: ReadonlySet<string> = new Set(["/health", "/ready"]);

async function answerTo(
  request: IRequest,
  env: Env,
  ctx: Pick<ExecutionContext, "waitUntil"> | undefined,
  requestId: string,
  allow: readonly string[],
): Promise<Answer> {
  if (knownDatabases.areTooNew && !aboutService.has(new URL(request.url).pathname)) return refused("UNAVAILABLE");
  try {
    const waitUntil = (work: Promise<void>): void => ctx?.waitUntil(work);
    const context = { env, limits: readLimits(env), requestId, waitUntil };
    const answer: Answer | undefined = await router.fetch(request, context);
    if (answer !== undefined) return answer;
    const file = allow.length > 0 ? null : await webClientFile(request, env);
    if (file !== null) return file;
    return (await countStranger(request, context)) ?? refused(allow.length > 0 ? "METHOD_NOT_ALLOWED" : "NOT_FOUND");
  } catch (thrown) {
    return { refusal: refusalOf(thrown, requestId) };
  }
}

function finish(answer: Answer, request: Request, env: Env, requestId: string, allow: readonly string[]): Response {
  const response = isRefused(answer)
    ? problemResponse(answer.refusal, {
        requestId,
        hasCredentials: request.headers.has("authorization"),
        limits: readLimits(env),
        ...(answer.refusal.code === "METHOD_NOT_ALLOWED" ? { allow } : {}),
      })
    : answer;
  // The answer to an upgrade is not a document; a copy of it would lose the socket.
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  headers.set("x-request-id", requestId);
  addSecurityHeaders(headers);
  addCorsHeaders(headers, request, env.CORS_ORIGINS);
  return new Response(request.method === "HEAD" ? null : response.body, { status: response.status, headers });
}

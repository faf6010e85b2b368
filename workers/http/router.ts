// Every HTTP request: to its route, and its answer back with the headers that all answers have.
import { Router, type IRequest } from "itty-router";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { readLimits } from "../../durable-objects/runtime/limits.ts";
import { logLine, setLogLevel } from "../../durable-objects/runtime/logger.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { connect } from "./connect.ts";
import { addCorsHeaders, preflightResponse } from "./cors.ts";
import { developersPage, homePage } from "./home.ts";
import { problemResponse, refusalOf } from "./problem.ts";
import { isRefused, type Answer, type RequestContext } from "./request-context.ts";
import * as auth from "../routes/auth.ts";
import * as conversations from "../routes/conversations.ts";
import * as deadLetters from "../routes/dead-letters.ts";
import * as devices from "../routes/devices.ts";
import * as groupJoining from "../routes/groups/group-joining.ts";
import * as groupLinks from "../routes/groups/group-links.ts";
import * as groupMembers from "../routes/groups/group-members.ts";
import * as groupModeration from "../routes/groups/group-moderation.ts";
import * as groups from "../routes/groups/groups.ts";
import * as history from "../routes/history.ts";
import * as messages from "../routes/messages.ts";
import * as service from "../routes/service.ts";
import * as users from "../routes/users.ts";
import { addSecurityHeaders } from "./security-headers.ts";
import { webClientFile } from "./web-client.ts";

const router = Router<IRequest, [RequestContext]>();
router
  .post("/api/auth/register", auth.register)
  .post("/api/auth/login", auth.login)
  .post("/api/auth/refresh", auth.refresh)
  .post("/api/auth/logout", auth.logout)
  .get("/api/devices", devices.listDevices)
  .delete("/api/devices", devices.signOutOtherDevices)
  .delete("/api/devices/:deviceId", devices.signOutDevice)
  .get("/api/users/by-username/:username", users.findUser)
  .get("/api/users/:userId", users.getUser)
  .get("/api/conversations", conversations.listConversations)
  .post("/api/conversations", conversations.openConversation)
  .get("/api/conversations/:conversationId/messages", messages.listMessages)
  .post("/api/conversations/:conversationId/messages", messages.sendMessage)
  .post("/api/conversations/:conversationId/read", messages.markRead)
  .get("/api/groups", groups.listGroups)
  .post("/api/groups", groups.createGroup)
  .get("/api/groups/:groupId", groups.getGroup)
  .patch("/api/groups/:groupId", groups.editGroup)
  .delete("/api/groups/:groupId", groups.dissolveGroup)
  .post("/api/groups/:groupId/transfer", groups.transferGroup)
  .get("/api/groups/:groupId/announcements", groups.listAnnouncements)
  .put("/api/groups/:groupId/announcement", groups.announce)
  .get("/api/groups/:groupId/members", groupMembers.listMembers)
  .post("/api/groups/:groupId/members", groupMembers.addMembers)
  .patch("/api/groups/:groupId/members/:userId", groupMembers.editMember)
  .delete("/api/groups/:groupId/members/:userId", groupMembers.removeMember)
  .post("/api/groups/:groupId/join", groupJoining.joinGroup)
  .delete("/api/groups/:groupId/join", groupJoining.withdrawRequest)
  .get("/api/groups/:groupId/requests", groupJoining.listRequests)
  .post("/api/groups/:groupId/requests/:userId", groupJoining.answerRequest)
  .get("/api/groups/:groupId/bans", groupModeration.listBans)
  .put("/api/groups/:groupId/bans/:userId", groupModeration.ban)
  .delete("/api/groups/:groupId/bans/:userId", groupModeration.unban)
  .get("/api/groups/:groupId/links", groupLinks.listLinks)
  .post("/api/groups/:groupId/links", groupLinks.makeLink)
  .delete("/api/groups/:groupId/links/:linkId", groupLinks.revokeLink)
  .get("/api/group-links/:token", groupLinks.openLink)
  .post("/api/group-links/:token/join", groupLinks.joinByLink)
  .get("/ws", connect)
  .get("/api/admin/dead-letters", deadLetters.listDeadLetters)
  .post("/api/admin/dead-letters/:id/replay", deadLetters.replayDeadLetter)
  .delete("/api/admin/dead-letters/:id", deadLetters.dropDeadLetter)
  .get("/api/admin/history", history.listHistory)
  .get("/api/admin/history/:conversationId/verify", history.verifyHistory)
  .get("/.well-known/jwks.json", service.keySet)
  .get("/openapi.json", service.openapiDocument)
  .get("/asyncapi.json", service.asyncapiDocument)
  .get("/health", service.health)
  .get("/developers", developersPage)
  .get("/", homePage);

export async function handleRequest(request: Request, env: Env): Promise<Response> {
  const startedAt = Date.now();
  setLogLevel(env.LOG_LEVEL);
  const requestId = crypto.randomUUID();
  const allow = methodsAt(new URL(request.url).pathname);
  // HEAD is GET without the body (RFC 9110), which is left out below. One that came with it means nothing, and as a GET
  // with a body the request could not be made at all.
  const { url, headers, method } = request;
  const routed = (method === "HEAD" ? new Request(url, { headers, method: "GET" }) : request) as unknown as IRequest;
  const answer = request.method === "OPTIONS" ? preflightResponse(allow) : await route(routed, env, requestId, allow);
  const response = finish(answer, request, env, requestId, allow);
  logLine("info", "request", {
    requestId,
    method: request.method,
    // The pattern: what stands in an address may be a name.
    route: routed.route ?? null,
    status: response.status,
    durationMs: Date.now() - startedAt,
    code: isRefused(answer) ? answer.refusal.code : undefined,
  });
  return response;
}

/** Every route, for tests that must not miss one: method and path, parameters as `:name`. */
export const routePaths: readonly (readonly [method: string, path: string])[] = router.routes.map(
  ([method, , , path]) => [method, path ?? ""] as const,
);

/** What a path allows; empty when there is no such path. */
function methodsAt(path: string): readonly string[] {
  const methods = router.routes.filter(([, pattern]) => pattern.test(path)).map(([method]) => method);
  if (methods.length === 0) return methods;
  return [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"];
}

async function route(request: IRequest, env: Env, requestId: string, allow: readonly string[]): Promise<Answer> {
  try {
    const answer: Answer | undefined = await router.fetch(request, { env, limits: readLimits(env), requestId });
    if (answer !== undefined) return answer;
    if (allow.length > 0) return refused("METHOD_NOT_ALLOWED");
    return (await webClientFile(request, env)) ?? refused("NOT_FOUND");
  } catch (thrown) {
    return { refusal: refusalOf(thrown, requestId) };
  }
}

function finish(answer: Answer, request: Request, env: Env, requestId: string, allow: readonly string[]): Response {
  const response = isRefused(answer)
    ? problemResponse(answer.refusal, {
        requestId,
        hasCredentials: request.headers.has("authorization"),
        ...(answer.refusal.code === "METHOD_NOT_ALLOWED" ? { allow } : {}),
      })
    : answer;
  // The answer to an upgrade is no document; a copy of it would lose the socket.
  if (response.webSocket) return response;
  const headers = new Headers(response.headers);
  headers.set("x-request-id", requestId);
  addSecurityHeaders(headers);
  addCorsHeaders(headers, request, env.CORS_ORIGINS);
  return new Response(request.method === "HEAD" ? null : response.body, { status: response.status, headers });
}

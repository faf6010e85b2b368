// GET /ws: forwards the upgrade to the user's session. Afterwards the socket's frames do not pass the Worker.
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { verifyAccessToken, type Identity } from "../../durable-objects/runtime/verify-token.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import { errorRuleOf } from "../../schema/protocol/errors.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import { limited, refused, type Refused } from "../../schema/rpc/conversation.ts";
import { endedByHeader, limitHeader, retryAfterMsHeader, writeSocketCaller } from "../../schema/rpc/user-session.ts";
import { authenticate } from "./authenticate.ts";
import { isEnd, knownEnd, refuseEnded } from "./ended-sign-ins.ts";
import { fleetSockets } from "./fleet-sockets.ts";
import { isAllowedOrigin } from "./response-headers.ts";
import type { HandlerInput } from "./handler.ts";
import { isRefused, type Answer } from "./answer.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import type { RequestContext } from "./request-context.ts";

const bearerProtocol = "bearer.";

export async function connect({ request, ...context }: HandlerInput): Promise<Answer> {
  const { headers } = request;
  if (headers.get("upgrade")?.toLowerCase() !== "websocket") return refused("UPGRADE_REQUIRED");
  const origin = headers.get("origin");
  if (origin !== null && !isAllowedOrigin(origin, new URL(request.url).origin, context.env.CORS_ORIGINS)) {
    return refused("FORBIDDEN");
  }
  const offered = offeredProtocols(headers);
  // A browser fails a connection whose subprotocol was not selected, and the server speaks no other.
  if (offered.length > 0 && !offered.includes(protocolName)) return refused("INVALID_REQUEST");
  const byProtocol = !headers.has("authorization") && offered.length > 0;
  const identity = byProtocol ? await verifyOffered(offered, context) : await authenticate(headers, context);
  const opened = isRefused(identity)
    ? ((await countStranger(request, context)) ?? identity)
    : await openUnlessEnded(identity, offered.length > 0, { request, ...context });
  if (!isRefused(opened)) return opened;
  // A page cannot see the status of a refused upgrade, but it sees a close code.
  return byProtocol ? (closedSocket(opened) ?? opened) : opened;
}

const offeredProtocols = (headers: Headers): readonly string[] =>
  (headers.get("sec-websocket-protocol") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

async function verifyOffered(offered: readonly string[], context: RequestContext): Promise<Identity | Refused> {
  const bearer = offered.find((name) => name.startsWith(bearerProtocol));
  return bearer === undefined
    ? refused("NOT_AUTHENTICATED")
    : verifyAccessToken(bearer.slice(bearerProtocol.length), context.env);
}

async function openUnlessEnded(
  identity: Identity,
  withProtocol: boolean,
  { request, ...context }: HandlerInput,
): Promise<Answer> {
  const opened = knownEnd(identity) ?? (await openSocket(identity, withProtocol, context));
  return isRefused(opened) && isEnd(opened) ? refuseEnded(opened, identity, request, context) : opened;
}

/** None of the client's own headers are forwarded; the headers that identify the caller come from the token. */
async function openSocket(
  { userId, grant, expiresAt }: Identity,
  withProtocol: boolean,
  context: RequestContext,
): Promise<Answer> {
  const { env } = context;
  const headers = {
    upgrade: "websocket",
    ...writeSocketCaller(grant, expiresAt, fleetSockets(context)),
    ...(withProtocol ? { "sec-websocket-protocol": protocolName } : {}),
  };
  const response = await callActor(() => userSessionStub(env, userId).fetch("https://user-session/", { headers }));
  if (response.status === 101) return response;
  if (response.status === 401)
    return refused(response.headers.get(endedByHeader) === "SUSPENDED" ? "SUSPENDED" : "DEVICE_SIGNED_OUT");
  // Without a limit's name: its device's sockets do not read what they are sent.
  if (response.status === 429) {
    const limit = response.headers.get(limitHeader);
    return limit === null ? refused("TOO_SLOW") : limited(limit, Number(response.headers.get(retryAfterMsHeader)));
  }
  throw new Error(`the session answered an upgrade with ${response.status}`);
}

/** Accepts the upgrade and closes the socket at once; null for a code without a close code. */
function closedSocket({ refusal }: Refused): Response | null {
  const { closeCode } = errorRuleOf(refusal.code);
  if (closeCode === undefined) return null;
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(closeCode, refusal.code);
  return new Response(null, {
    status: 101,
    webSocket: client,
    headers: { "sec-websocket-protocol": protocolName },
  });
}

// Opening conversations and listing them.
import { inboxQueryShape, openConversationBodyShape } from "../../schema/protocol/http-conversations.ts";
import { isUserId } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { authenticated } from "../http/authenticate.ts";
import { readBody } from "../http/body.ts";
import { jsonResponse } from "../http/json-response.ts";
import { readQuery } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";

/** POST /api/conversations */
export const openConversation = authenticated(async (request, { env, session }) => {
  const parsed = await readBody(request, openConversationBodyShape);
  if (isRefused(parsed)) return parsed;
  const peerId = parsed.body.userId;
  if (peerId === session.userId) return refused("INVALID_REQUEST");
  if (!isUserId(peerId) || !(await hasAccount(env.DIRECTORY, peerId))) return refused("USER_NOT_FOUND");
  const opened = await session.ask({ kind: "open-direct", peerId });
  if (isRefused(opened)) return opened;
  return jsonResponse({ conversation: opened.conversation }, opened.created ? 201 : 200);
});

/** GET /api/conversations */
export const listConversations = authenticated(async (request, { session }) => {
  const parsed = readQuery(request.url, inboxQueryShape);
  if (isRefused(parsed)) return parsed;
  const page = await session.ask({ kind: "list-inbox", query: parsed.query });
  return isRefused(page) ? page : jsonResponse(page);
});

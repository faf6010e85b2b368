// Finding people.
import { usernameShape } from "../../schema/protocol/http-auth.ts";
import { isUserId, userIdShape } from "../../schema/protocol/ids.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { loadAccount, loadUser } from "../accounts/accounts.ts";
import { authenticated } from "../http/authenticate.ts";
import { jsonResponse } from "../http/json-response.ts";
import { readSegment } from "../http/query.ts";
import { isRefused } from "../http/request-context.ts";

/** GET /api/users/by-username/:username */
export const findUser = authenticated(async (request, { env, session }) => {
  const allowed = await session.ask({ kind: "authorize" });
  if (isRefused(allowed)) return allowed;
  const username = readSegment(request.params["username"], usernameShape);
  const account = username === null ? null : await loadAccount(env.DIRECTORY, username);
  return account === null ? refused("USER_NOT_FOUND") : jsonResponse({ user: account.user });
});

/** GET /api/users/:userId */
export const getUser = authenticated(async (request, { env, session }) => {
  const allowed = await session.ask({ kind: "authorize" });
  if (isRefused(allowed)) return allowed;
  const userId = readSegment(request.params["userId"], userIdShape);
  const user = userId === null || !isUserId(userId) ? null : await loadUser(env.DIRECTORY, userId);
  return user === null ? refused("USER_NOT_FOUND") : jsonResponse({ user });
});

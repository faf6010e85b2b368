// Finding people.
import { usernameShape } from "../../schema/protocol/http-auth.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { loadAccount } from "../accounts.ts";
import { authenticated } from "../authenticate.ts";
import { jsonResponse } from "../json-response.ts";
import { readSegment } from "../query.ts";
import { isRefused } from "../request-context.ts";

/** GET /api/users/by-username/:username */
export const findUser = authenticated(async (request, { env, session }) => {
  const allowed = await session.ask((stub, caller) => stub.authorize(caller));
  if (isRefused(allowed)) return allowed;
  const username = readSegment(request.params["username"], usernameShape);
  const account = username === null ? null : await loadAccount(env.DIRECTORY, username);
  return account === null ? refused("USER_NOT_FOUND") : jsonResponse({ user: account.user });
});

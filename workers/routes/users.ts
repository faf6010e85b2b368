// Looking up users.
import type { userRoutes } from "../../schema/protocol/routes/users.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { loadAccount, loadUser, loadUsers } from "../accounts/accounts.ts";
import { authorized } from "../http/authenticate.ts";
import { wholeList } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const userHandlers: HandlersOf<typeof userRoutes> = {
  findUser: authorized(async ({ path, env }) => {
    const account = await loadAccount(env.DIRECTORY, path.username);
    return account === null ? refused("USER_NOT_FOUND") : { status: 200, body: { user: account.user } };
  }),

  getUser: authorized(async ({ path, env }) => {
    const user = await loadUser(env.DIRECTORY, path.userId);
    return user === null ? refused("USER_NOT_FOUND") : { status: 200, body: { user } };
  }),

  listUsers: authorized(async ({ query, env }) => {
    return { status: 200, body: wholeList(await loadUsers(env.DIRECTORY, new Set(query.ids))) };
  }),
};

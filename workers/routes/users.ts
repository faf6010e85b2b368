// Looking up users.
import type { userRoutes } from "../../schema/protocol/routes/users.ts";
import { loadAccount, loadUser, loadUsers } from "../accounts/accounts.ts";
import { authorized, userNotFound } from "../http/authenticate.ts";
import { isRefused, wholeList } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const userHandlers: HandlersOf<typeof userRoutes> = {
  findUser: authorized(async ({ path, env, session }) => {
    const account = await loadAccount(env.DIRECTORY, path.username);
    return account === null ? userNotFound(session, 1) : { status: 200, body: { user: account.user } };
  }),

  getUser: authorized(async ({ path, env, session }) => {
    const user = await loadUser(env.DIRECTORY, path.userId);
    return user === null ? userNotFound(session, 1) : { status: 200, body: { user } };
  }),

  listUsers: authorized(async ({ query, env, session }) => {
    const ids = new Set(query.ids);
    const users = await loadUsers(env.DIRECTORY, ids);
    if (users.length < ids.size) {
      const allowed = await session.ask({ kind: "authorize", misses: ids.size - users.length });
      if (isRefused(allowed)) return allowed;
    }
    return { status: 200, body: wholeList(users) };
  }),
};

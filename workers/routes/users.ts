// Looking up users.
import type { userRoutes } from "../../schema/protocol/routes/users.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { loadAccount, loadUser, loadUsers } from "../accounts/accounts.ts";
import { authorized, userNotFound } from "../http/authenticate.ts";
import { isRefused, wholeList } from "../http/answer.ts";
import type { HandlersOf } from "../http/handler.ts";

export const userHandlers: HandlersOf<typeof userRoutes> = {
  // A miss is paid before the name is looked up: else a refusal of misses alone would tell them from hits.
  async findUser({ path, env, session }) {
    const allowed = await session.ask({ kind: "authorize", isGuess: true });
    if (isRefused(allowed)) return allowed;
    const { paid } = allowed;
    const account = await loadAccount(env.DIRECTORY, path.username);
    if (account === null) return paid === undefined ? userNotFound(session, 1) : refused("USER_NOT_FOUND");
    // Refused or not: the name was found.
    if (paid !== undefined) await session.ask({ kind: "authorize", hit: paid });
    return { status: 200, body: { user: account.user } };
  },

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

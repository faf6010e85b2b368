// Looking up users, and what they tell of themselves.
import type { userRoutes } from "../../schema/protocol/routes/users.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { QueryOf } from "../../schema/protocol/routes/types-of.ts";
import { refused, refusedAt } from "../../schema/rpc/conversation.ts";
import { loadAccount, loadUsers } from "../accounts/accounts.ts";
import { loadDeletedUser } from "../accounts/deleted-accounts.ts";
import { emptyProfile, loadProfile } from "../accounts/profiles.ts";
import { searchPositionOf, searchUsers } from "../accounts/user-search.ts";
import { chargeMisses, userNotFound } from "../http/authenticate.ts";
import { isRefused, wholeList } from "../http/answer.ts";
import type { HandlersOf, UserInput } from "../http/handler.ts";

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

  async getUser({ path: { userId }, env, session }) {
    // A session of the version before knows of no friends.
    const allowed = await session.ask({ kind: "authorize", friendsAmong: [userId] });
    if (isRefused(allowed)) return allowed;
    const stored = await loadProfile(env.DIRECTORY, userId, Date.now());
    if (stored === null) {
      const deleted = await loadDeletedUser(env.DIRECTORY, userId);
      return deleted === null
        ? userNotFound(session, 1)
        : { status: 200, body: { user: deleted, profile: emptyProfile } };
    }
    const { user, profile, profileFor } = stored;
    const isSeen =
      userId === session.userId ||
      profileFor === "everyone" ||
      (profileFor === "friends" && allowed.friends?.includes(userId) === true);
    return { status: 200, body: { user, profile: isSeen ? profile : emptyProfile } };
  },

  async listUsers({ query, env, session }) {
    const { ids, q, cursor, limit } = query;
    if ((ids === undefined) === (q === undefined)) return refusedAt("INVALID_REQUEST", "/ids");
    if (q !== undefined) return search({ ...query, q }, { env, session });
    if (cursor !== undefined || limit !== undefined)
      return refusedAt("INVALID_REQUEST", cursor === undefined ? "/limit" : "/cursor");
    const allowed = await session.ask({ kind: "authorize" });
    return isRefused(allowed) ? allowed : usersById(new Set(ids), { env, session });
  },
};

type Asking = Pick<UserInput, "env" | "session">;
type SearchQuery = Pick<QueryOf<typeof userRoutes.listUsers>, "cursor" | "limit"> & { readonly q: string };

async function search({ q: text, cursor, limit = wireLimits.defaultPageSize }: SearchQuery, { env, session }: Asking) {
  const position = searchPositionOf(cursor);
  const isAmongFriends = position?.in === "friends";
  const allowed = await session.ask({
    kind: "authorize",
    spends: "searches",
    ...(isAmongFriends ? { friendsAmong: "all" } : {}),
  });
  if (isRefused(allowed)) return allowed;
  if (position === null) return { status: 200 as const, body: wholeList([]) };
  const { friends = [] } = allowed;
  const body = await searchUsers(env.DIRECTORY, { text, position, limit, callerId: session.userId, friends });
  return { status: 200 as const, body };
}

async function usersById(ids: ReadonlySet<UserId>, { env, session }: Asking) {
  const users = await loadUsers(env.DIRECTORY, ids);
  const refusal = await chargeMisses(session, ids.size - users.length);
  return refusal ?? { status: 200 as const, body: wholeList(users) };
}

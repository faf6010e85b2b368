// Friends and friend requests, and the list of the people of a user.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { friendRoutes } from "../../schema/protocol/routes/friends.ts";
import type { FriendAct } from "../../schema/rpc/people.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { Person } from "../../schema/protocol/people.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import { userNotFound } from "../http/authenticate.ts";
import type { CallerSession } from "../http/caller-session.ts";
import type { HandlersOf } from "../http/handler.ts";

interface Acting {
  readonly env: Env;
  readonly session: CallerSession;
  readonly path: { readonly userId: UserId };
}

/** Whoever the caller has something to do with may have deleted their account since. */
async function act({ env, session, path: { userId } }: Acting, does: FriendAct): Promise<{ person: Person } | Refused> {
  const done = await session.askNew({ kind: "do-friend", userId, act: does });
  const isKnown = isRefused(done) ? done.refusal.code !== "NOT_FOUND" : done.before;
  if (!isKnown && !(await hasAccount(env.DIRECTORY, userId))) return userNotFound(session, 1);
  return isRefused(done) ? done : { person: done.person };
}

export const friendHandlers: HandlersOf<typeof friendRoutes> = {
  async listPeople({ session, query }) {
    const page = await session.askNew({ kind: "list-people", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async listFriends({ session, query }) {
    const page = await session.askNew({ kind: "list-friends", of: "friends", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async listFriendRequests({ session, query }) {
    const page = await session.askNew({ kind: "list-friends", of: "requests", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },

  async requestFriend({ env, session, body: { userId, message } }) {
    if (!(await hasAccount(env.DIRECTORY, userId))) return userNotFound(session, 1);
    const request = { kind: "request", ...(message !== undefined && { message }) } as const;
    const done = await session.askNew({ kind: "do-friend", userId, act: request });
    return isRefused(done) ? done : { status: 200, body: { person: done.person } };
  },

  async answerFriendRequest({ body: { accept }, ...acting }) {
    const done = await act(acting, { kind: accept ? "accept" : "reject" });
    return isRefused(done) ? done : { status: 200, body: done };
  },

  async cancelFriendRequest(acting) {
    const done = await act(acting, { kind: "cancel" });
    return isRefused(done) ? done : { status: 204 };
  },

  async editFriend({ env, session, path, body }) {
    const done = await session.askNew({ kind: "edit-friend", ...path, notes: body });
    if (!isRefused(done)) return { status: 200, body: done };
    const isNobody = done.refusal.code === "NOT_FOUND" && !(await hasAccount(env.DIRECTORY, path.userId));
    return isNobody ? userNotFound(session, 1) : done;
  },

  async removeFriend(acting) {
    const done = await act(acting, { kind: "part" });
    return isRefused(done) ? done : { status: 204 };
  },
};

// Friends and friend requests, and the list of the people of a user.
import type { friendRoutes } from "../../schema/protocol/routes/friends.ts";
import type { FriendAct } from "../../schema/rpc/people.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { Person } from "../../schema/protocol/people.ts";
import { hasAccount } from "../accounts/accounts.ts";
import { isRefused } from "../http/answer.ts";
import { userNotFound } from "../http/authenticate.ts";
import type { HandlersOf } from "../http/handler.ts";
import { answerAbout, type AboutUser } from "./answer-about.ts";

async function act(about: AboutUser, does: FriendAct): Promise<{ readonly person: Person } | Refused> {
  const done = await about.session.askNew({ kind: "do-friend", ...about.path, act: does });
  return answerAbout(about, done, isRefused(done) ? done.refusal.code !== "NOT_FOUND" : done.before);
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

  async answerFriendRequest({ body: { accept }, ...about }) {
    const done = await act(about, { kind: accept ? "accept" : "reject" });
    return isRefused(done) ? done : { status: 200, body: { person: done.person } };
  },

  async cancelFriendRequest(about) {
    const done = await act(about, { kind: "cancel" });
    return isRefused(done) ? done : { status: 204 };
  },

  async editFriend({ body, ...about }) {
    const edited = await about.session.askNew({ kind: "edit-friend", ...about.path, notes: body });
    const isKnown = !isRefused(edited) || edited.refusal.code !== "NOT_FOUND";
    const done = await answerAbout(about, edited, isKnown);
    return isRefused(done) ? done : { status: 200, body: done };
  },

  async removeFriend(about) {
    const done = await act(about, { kind: "part" });
    return isRefused(done) ? done : { status: 204 };
  },
};

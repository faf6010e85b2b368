// Invitations to groups: the caller's own, and those of a group.
import type { invitationRoutes } from "../../../schema/protocol/routes/invitations.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { loadPeople } from "../../accounts/people.ts";
import { isRefused, wholeList } from "../../http/answer.ts";
import type { HandlersOf } from "../../http/handler.ts";
import { answerJoined } from "./group-entry.ts";
import { answerNothing, change, inGroup } from "./group-route.ts";

export const invitationHandlers: HandlersOf<typeof invitationRoutes> = {
  async listMyInvitations({ env, session, query }) {
    const page = await session.askNew({ kind: "list-invitations", query });
    if (isRefused(page)) return page;
    const people = await loadPeople(
      env.DIRECTORY,
      page.items.map(({ invitedBy }) => invitedBy),
    );
    return { status: 200, body: { ...page, people } };
  },

  answerGroupInvitation: change(
    ({ body: { accept } }) => ({ kind: "answer-invitation", accept }),
    async (done, input) =>
      input.body.accept
        ? answerJoined(done, input)
        : { status: 200, body: { groupId: input.group.id, joined: false, requested: false } },
  ),

  listGroupInvitations: inGroup(async ({ env, group }) => {
    const invitations = await group.ask((stub, from) => stub.listInvitations(from));
    if (isRefused(invitations)) return invitations;
    const items = invitations.map((invitation) => ({
      ...invitation,
      expiresAt: invitation.createdAt + wireLimits.invitationKeptMs,
    }));
    const named = items.flatMap(({ userId, invitedBy }) => [userId, invitedBy]);
    return { status: 200, body: { ...wholeList(items), people: await loadPeople(env.DIRECTORY, named) } };
  }),

  revokeGroupInvitation: change(({ path: { userId } }) => ({ kind: "revoke-invitation", userId }), answerNothing),

  async listMyJoinRequests({ session, query }) {
    const page = await session.askNew({ kind: "list-join-requests", query });
    return isRefused(page) ? page : { status: 200, body: page };
  },
};

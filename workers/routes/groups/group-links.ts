// Links into a group: created and revoked by members, used by whoever holds one.
import type { linkRoutes } from "../../../schema/protocol/routes/links.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import { authorized } from "../../http/authenticate.ts";
import { CallerGroup, callerGroup } from "../../http/caller-group.ts";
import type { HandlersOf, UserInput } from "../../http/handler.ts";
import { isRefused, wholeList } from "../../http/answer.ts";
import { groupOfLink, mayBeLink, newLinkToken } from "../../ids/link-tokens.ts";
import { answerJoined } from "./group-entry.ts";
import { answerNothing, change, inGroup, type WithGroup } from "./group-route.ts";

interface LinkInput extends UserInput {
  readonly path: { readonly token: string };
}

/** Wraps a handler under `/api/group-links/:token`: the token names the group. */
const byLink =
  <Input extends LinkInput, Reply>(
    handler: (input: Input & WithGroup) => Promise<Reply | Refused>,
  ): ((input: Input) => Promise<Reply | Refused>) =>
  async (input: Input): Promise<Reply | Refused> => {
    const { token } = input.path;
    if (!mayBeLink(input.env, token)) return refused("LINK_NOT_VALID");
    return handler({ ...input, group: new CallerGroup(input.env, groupOfLink(token), input.session) });
  };

export const linkHandlers: HandlersOf<typeof linkRoutes> = {
  listLinks: inGroup(async ({ group }) => {
    const links = await group.ask((stub, from) => stub.listLinks(from));
    return isRefused(links) ? links : { status: 200, body: wholeList(links) };
  }),

  async makeLink({ body, env, once, path, session }) {
    const group = callerGroup(env, path.groupId, session);
    if (group === null) return refused("CONVERSATION_NOT_FOUND");
    const newId = crypto.randomUUID();
    const begun =
      once === null
        ? { resourceId: newId, isMade: false }
        : await session.ask({ kind: "begin-making", once, resourceId: newId });
    if (isRefused(begun)) return begun;
    const linkId = begun.resourceId;
    if (!begun.isMade) {
      const link = { linkId, token: newLinkToken(env, group.id), ...body };
      const done = await group.change({ kind: "make-link", ...link });
      if (isRefused(done)) return done;
      if (once === null) return { status: 201, body: { link: { ...link, createdBy: session.userId, uses: 0 } } };
      await session.noteMade(once.key);
    }
    // Another request with the same key may have made it, with another token.
    const links = await group.ask((stub, from) => stub.listLinks(from));
    if (isRefused(links)) return links;
    const made = links.find((link) => link.linkId === linkId);
    return made === undefined ? refused("LINK_NOT_VALID") : { status: 201, body: { link: made } };
  },

  revokeLink: change(({ path }) => ({ kind: "revoke-link", linkId: path.linkId }), answerNothing),

  openLink: authorized(
    byLink(async ({ group, path: { token } }) => {
      const profile = await group.ask((stub) => stub.describeByLink({ token }));
      return isRefused(profile) ? profile : { status: 200, body: { profile } };
    }),
  ),

  joinByLink: byLink(async (input) => {
    const done = await input.group.change({ kind: "join", linkToken: input.path.token });
    return isRefused(done) ? done : answerJoined(done, input);
  }),
};

// Links into a group: made and revoked by members, opened by whoever holds one.
import type { IRequest } from "itty-router";
import type { GroupProfileResult } from "../../../schema/protocol/http-groups.ts";
import { linkIdShape, linkTokenShape, makeLinkBodyShape } from "../../../schema/protocol/http-groups.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import { rpcVersion } from "../../../schema/rpc/version.ts";
import type { CallerContext } from "../../http/authenticate.ts";
import { readBody } from "../../http/body.ts";
import { CallerGroup } from "../../http/caller-group.ts";
import { answerJoined } from "./group-entry.ts";
import { answerNothing, authorizedRoute, changeRoute, groupRoute, listRoute } from "./group-route.ts";
import { jsonResponse } from "../../http/json-response.ts";
import { readSegment } from "../../http/query.ts";
import { isRefused, type Answer, type RequestContext } from "../../http/request-context.ts";

/** Nobody guesses 192 bits; `linkTokenShape` says how many characters they are. */
const secretBytes = 24;

/** GET /api/groups/:groupId/links */
export const listLinks = listRoute("links", (group, from) => group.listLinks(from));

/** POST /api/groups/:groupId/links */
export const makeLink = groupRoute(async ({ request, group, session }) => {
  const parsed = await readBody(request, makeLinkBodyShape);
  if (isRefused(parsed)) return parsed;
  const { expiresAt, maxUses } = parsed.body;
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(secretBytes))).toString("base64url");
  const link = { linkId: crypto.randomUUID(), token: `${group.id}.${secret}`, expiresAt, maxUses };
  const done = await group.change({ kind: "make-link", ...link });
  return isRefused(done) ? done : jsonResponse({ link: { ...link, createdBy: session.userId, uses: 0 } }, 201);
});

/** DELETE /api/groups/:groupId/links/:linkId */
export const revokeLink = changeRoute(({ request }) => {
  const linkId = readSegment(request.params["linkId"], linkIdShape);
  return linkId === null ? refused("LINK_NOT_VALID") : { kind: "revoke-link", linkId };
}, answerNothing);

interface LinkContext extends CallerContext {
  readonly group: CallerGroup;
  readonly token: string;
}

/** A route under `/api/group-links/:token`: the token says which group to ask. */
const linkRoute = (
  route: (context: LinkContext) => Promise<Answer>,
): ((request: IRequest, context: RequestContext) => Promise<Answer>) =>
  authorizedRoute(async (request, context) => {
    const token = readSegment(request.params["token"], linkTokenShape);
    if (token === null) return refused("LINK_NOT_VALID");
    const groupId = token.slice(0, token.indexOf(".")) as ConversationId;
    const group = new CallerGroup(context.env, groupId, context.session.userId);
    return route({ ...context, token, group });
  });

/** GET /api/group-links/:token */
export const openLink = linkRoute(async ({ group, token }) => {
  const profile = await group.ask((stub) => stub.describeByLink({ v: rpcVersion, token }));
  return isRefused(profile) ? profile : jsonResponse({ profile } satisfies GroupProfileResult);
});

/** POST /api/group-links/:token/join */
export const joinByLink = linkRoute(async (context) => {
  const done = await context.group.change({ kind: "join", linkToken: context.token });
  return isRefused(done) ? done : answerJoined(done, context);
});

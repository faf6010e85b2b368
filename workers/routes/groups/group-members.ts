// Who is in a group: listed, added, changed, removed.
import type { AddMembersResult, EditMemberBody, MembersResult } from "../../../schema/protocol/http-groups.ts";
import { addMembersBodyShape, editMemberBodyShape, membersQueryShape } from "../../../schema/protocol/http-groups.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp } from "../../../schema/rpc/group.ts";
import { haveAccounts } from "../../accounts/accounts.ts";
import { changeRoute, fromBody, groupRoute } from "./group-route.ts";
import { jsonResponse } from "../../http/json-response.ts";
import { readQuery } from "../../http/query.ts";
import { isRefused } from "../../http/request-context.ts";

/** GET /api/groups/:groupId/members */
export const listMembers = groupRoute(async ({ request, group }) => {
  const parsed = readQuery(request.url, membersQueryShape);
  if (isRefused(parsed)) return parsed;
  const { cursor, ...filter } = parsed.query;
  const query = cursor === undefined ? filter : { ...filter, after: cursor };
  const page = await group.ask((stub, from) => stub.listMembers({ ...from, query }));
  return isRefused(page) ? page : jsonResponse(page satisfies { readonly [K in keyof MembersResult]: unknown });
});

/** POST /api/groups/:groupId/members */
export const addMembers = changeRoute(
  fromBody(addMembersBodyShape, async ({ userIds: named }, { env }) => {
    const userIds = [...new Set(named)];
    return (await haveAccounts(env.DIRECTORY, userIds)) ? { kind: "add-members", userIds } : refused("USER_NOT_FOUND");
  }),
  ({ seq, joined }) => jsonResponse({ seq, joined: [...joined] } satisfies AddMembersResult),
);

/** PATCH /api/groups/:groupId/members/:userId */
export const editMember = changeRoute(fromBody(editMemberBodyShape, (body, { target }) => memberOp(target, body)));

/** DELETE /api/groups/:groupId/members/:userId */
export const removeMember = changeRoute(({ target, session }) =>
  target === session.userId ? { kind: "leave" } : { kind: "remove-member", userId: target },
);

/** The body has exactly one of them. */
function memberOp(userId: UserId, { role, nickname, mutedUntil }: EditMemberBody): GroupOp {
  if (role !== undefined) return { kind: "set-role", userId, role };
  if (nickname !== undefined) return { kind: "set-nickname", userId, nickname };
  return { kind: "mute", userId, mutedUntil: mutedUntil ?? null };
}

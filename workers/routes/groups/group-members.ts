// Members of a group: list, add, change, remove.
import type { EditMemberBody } from "../../../schema/protocol/http-groups.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { memberRoutes } from "../../../schema/protocol/routes/members.ts";
import type { GroupOp } from "../../../schema/rpc/group.ts";
import { countMissing } from "../../accounts/accounts.ts";
import { loadPeople } from "../../accounts/people.ts";
import { userNotFound } from "../../http/authenticate.ts";
import type { HandlersOf } from "../../http/handler.ts";
import { isRefused } from "../../http/answer.ts";
import { answerSeq, change, inGroup } from "./group-route.ts";

export const memberHandlers: HandlersOf<typeof memberRoutes> = {
  listMembers: inGroup(async ({ env, query: { cursor, ...filter }, group }) => {
    const query = cursor === undefined ? filter : { ...filter, after: cursor };
    const page = await group.ask((stub, from) => stub.listMembers({ ...from, query }));
    if (isRefused(page)) return page;
    const memberIds = page.items.map(({ userId }) => userId);
    return { status: 200, body: { ...page, people: await loadPeople(env.DIRECTORY, memberIds) } };
  }),

  addMembers: change(
    async ({ body, env, session }) => {
      const userIds = [...new Set(body.userIds)];
      const missing = await countMissing(env.DIRECTORY, userIds);
      return missing === 0 ? { kind: "add-members", userIds } : userNotFound(session, missing);
    },
    ({ seq, joined, invited }) => ({ status: 200, body: { seq, joined, ...(invited !== undefined && { invited }) } }),
  ),

  editMember: change(({ path, body }) => memberOp(path.userId, body), answerSeq),

  removeMember: change(
    ({ path: { userId }, session }) =>
      userId === session.userId ? { kind: "leave" } : { kind: "remove-member", userId },
    answerSeq,
  ),
};

/** The body has exactly one of these fields. */
function memberOp(userId: UserId, { role, nickname, silencedUntil }: EditMemberBody): GroupOp {
  if (role !== undefined) return { kind: "set-role", userId, role };
  if (nickname !== undefined) return { kind: "set-nickname", userId, nickname };
  return { kind: "silence", userId, silencedUntil: silencedUntil ?? null };
}

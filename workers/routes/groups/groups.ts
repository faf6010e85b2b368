// Groups themselves: made, listed, looked at, changed, handed over, dissolved; and what they announce.
import {
  announceBodyShape,
  createGroupBodyShape,
  editGroupBodyShape,
  groupsQueryShape,
  transferGroupBodyShape,
  type CreatedGroupResult,
  type EditGroupBody,
  type GroupsResult,
  type GroupViewResult,
} from "../../../schema/protocol/http-groups.ts";
import { groupIdOf, newGroupId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp } from "../../../schema/rpc/group.ts";
import { haveAccounts } from "../../accounts/accounts.ts";
import { authenticated } from "../../http/authenticate.ts";
import { readBody } from "../../http/body.ts";
import { CallerGroup } from "../../http/caller-group.ts";
import { openEntry } from "./group-entry.ts";
import { hashGroupPassword } from "./group-password.ts";
import { answerGroup, changeRoute, fromBody, groupRoute, listRoute, type GroupContext } from "./group-route.ts";
import { jsonResponse } from "../../http/json-response.ts";
import { readQuery } from "../../http/query.ts";
import { isRefused } from "../../http/request-context.ts";

/** POST /api/groups */
export const createGroup = authenticated(async (request, { env, session }) => {
  const parsed = await readBody(request, createGroupBodyShape);
  if (isRefused(parsed)) return parsed;
  const { memberIds: named, settings, clientGroupId, ...info } = parsed.body;
  const memberIds = [...new Set(named)].filter((id) => id !== session.userId);
  const counted = await session.ask({ kind: "count-group-creation" });
  if (isRefused(counted)) return counted;
  if (!(await haveAccounts(env.DIRECTORY, memberIds))) return refused("USER_NOT_FOUND");
  const id = clientGroupId === undefined ? newGroupId() : await groupIdOf(session.userId, clientGroupId);
  const group = new CallerGroup(env, id, session.userId);
  const done = await group.change({ kind: "create", info, settings, memberIds });
  if (isRefused(done)) return done;
  const [described, opened] = await Promise.all([
    group.ask((stub, from) => stub.describe(from)),
    openEntry({ group, session }),
  ]);
  if (isRefused(described)) return described;
  if (isRefused(opened)) return opened;
  // Out again already: somebody handed it over and removed them meanwhile.
  if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
  const { conversation } = opened;
  return jsonResponse({ group: described.group, conversation } satisfies CreatedGroupResult, 201);
});

/** GET /api/groups */
export const listGroups = authenticated(async (request, { session }) => {
  const parsed = readQuery(request.url, groupsQueryShape);
  if (isRefused(parsed)) return parsed;
  const page = await session.ask({ kind: "list-inbox", query: { ...parsed.query, kind: "group" } });
  if (isRefused(page)) return page;
  const { conversations, cursor } = page;
  return jsonResponse({ conversations: [...conversations], cursor } satisfies GroupsResult);
});

/** GET /api/groups/:groupId */
export const getGroup = groupRoute(async ({ group }) => {
  const described = await group.ask((stub, from) => stub.describe(from));
  if (isRefused(described)) return described;
  const { profile, group: whole } = described;
  return jsonResponse({ profile, ...(whole === null ? {} : { group: whole }) } satisfies GroupViewResult);
});

/** PATCH /api/groups/:groupId */
export const editGroup = changeRoute(fromBody(editGroupBodyShape, editOp), answerGroup);

/** DELETE /api/groups/:groupId */
export const dissolveGroup = changeRoute(() => ({ kind: "dissolve" }));

/** POST /api/groups/:groupId/transfer */
export const transferGroup = changeRoute(
  fromBody(transferGroupBodyShape, ({ userId }) => ({ kind: "transfer", userId })),
  answerGroup,
);

/** GET /api/groups/:groupId/announcements */
export const listAnnouncements = listRoute("announcements", (group, from) => group.listAnnouncements(from));

/** PUT /api/groups/:groupId/announcement */
export const announce = changeRoute(fromBody(announceBodyShape, ({ text }) => ({ kind: "announce", text })));

/** The body has one kind of change. */
async function editOp(body: EditGroupBody, { env, group }: GroupContext): Promise<GroupOp | Refused> {
  const { settings = {}, password, allMuted, ...info } = body;
  if (allMuted !== undefined) return { kind: "mute-all", allMuted };
  if (Object.keys(info).length > 0) return { kind: "edit-info", info };
  if (password === undefined) return { kind: "edit-settings", settings };
  const hashed = await hashGroupPassword(password, group, env);
  return isRefused(hashed) ? hashed : { kind: "edit-settings", settings, ...hashed };
}

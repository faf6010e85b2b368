// Groups themselves: create, list, view, edit, transfer, dissolve, announce.
import type { EditGroupBody } from "../../../schema/protocol/http-groups.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { groupRoutes } from "../../../schema/protocol/routes/groups.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOp } from "../../../schema/rpc/group.ts";
import { countMissing } from "../../accounts/accounts.ts";
import { userNotFound } from "../../http/authenticate.ts";
import { avatarFrom } from "../../files/picture-from.ts";
import { lengthOf } from "../../files/receive-bytes.ts";
import { storeAvatar } from "../../files/store-avatar.ts";
import { callerGroup, CallerGroup } from "../../http/caller-group.ts";
import type { HandlersOf, UserInput } from "../../http/handler.ts";
import { isRefused, wholeList } from "../../http/answer.ts";
import { namedGroup, newGroup } from "../../ids/group-ids.ts";
import { openEntry } from "./group-entry.ts";
import { hashGroupPassword } from "./group-password.ts";
import { answerGroup, answerSeq, change, inGroup, type WithGroup } from "./group-route.ts";

export const groupHandlers: HandlersOf<typeof groupRoutes> = {
  async createGroup({ env, session, body, once }) {
    const { memberIds: named, settings, clientGroupId, ...info } = body;
    const memberIds = [...new Set(named)].filter((id) => id !== session.userId);
    const missing = await countMissing(env.DIRECTORY, memberIds);
    if (missing > 0) return userNotFound(session, missing);
    const { id, earlierIds } =
      clientGroupId === undefined ? newGroup(env) : await namedGroup(env, session.userId, clientGroupId);
    const op = { kind: "create", info, settings, memberIds } as const;
    const created = await session.createGroup({ conversationId: id, earlierIds, once, op });
    if (isRefused(created)) return created;
    // A group that exists by now is not created again: its creator is answered with what it is.
    const group = new CallerGroup(env, created.conversationId, session);
    const [described, opened] = await Promise.all([
      group.ask((stub, from) => stub.describe(from)),
      openEntry({ group, session }),
    ]);
    if (isRefused(described)) return described;
    if (isRefused(opened)) return opened;
    // The caller is no longer a member: after a transfer somebody removed them meanwhile.
    if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
    const { invited } = created;
    const { group: made } = described;
    const { conversation } = opened;
    return { status: 201, body: { group: made, conversation, ...(invited !== undefined && { invited }) } };
  },

  async listGroups({ session, query }) {
    const page = await session.ask({ kind: "list-inbox", query: { ...query, kind: "group" } });
    if (isRefused(page)) return page;
    const { items, next } = page;
    return { status: 200, body: { items, next } };
  },

  getGroup: inGroup(async ({ group }) => {
    const described = await group.ask((stub, from) => stub.describe(from));
    if (isRefused(described)) return described;
    const { profile, group: whole, banned, requested } = described;
    const own = { ...(banned && { banned: true as const }), ...(requested === true && { requested: true as const }) };
    return { status: 200, body: { profile, ...(whole === null ? {} : { group: whole }), ...own } };
  }),

  editGroup: change(editOp, answerGroup),

  async setGroupAvatar(input) {
    const { env, session, request, path } = input;
    const group = callerGroup(env, path.groupId, session);
    if (group === null) return refused("CONVERSATION_NOT_FOUND");
    const length = lengthOf(request, wireLimits.maxAvatarBytes);
    if (typeof length !== "number") return length;
    const paid = await session.askNew({ kind: "begin-avatar", bytes: length, ofGroup: true });
    if (isRefused(paid)) return paid;
    const picture = await avatarFrom(request, length);
    if (isRefused(picture)) return picture;
    const begun = await group.askNew((stub, from) => stub.beginAvatar(from));
    if (isRefused(begun)) return begun;
    const info = await storeAvatar(env, group.id, picture);
    if (isRefused(info)) return info;
    const done = await group.change({ kind: "edit-info", info, uploaded: true });
    return isRefused(done) ? done : answerGroup(done, { group });
  },

  dissolveGroup: change(() => ({ kind: "dissolve" }), answerSeq),

  transferGroup: change(({ body }) => ({ kind: "transfer", userId: body.userId }), answerGroup),

  listAnnouncements: inGroup(async ({ group }) => {
    const announcements = await group.ask((stub, from) => stub.listAnnouncements(from));
    return isRefused(announcements) ? announcements : { status: 200, body: wholeList(announcements) };
  }),

  announce: change(({ body }) => ({ kind: "announce", text: body.text }), answerSeq),
};

/** The body has exactly one kind of change. */
async function editOp({
  body,
  env,
  group,
  session,
}: UserInput & WithGroup & { readonly body: EditGroupBody }): Promise<GroupOp | Refused> {
  const { settings = {}, password, allSilenced, ...info } = body;
  if (allSilenced !== undefined) return { kind: "silence-all", allSilenced };
  if (Object.keys(info).length > 0) return { kind: "edit-info", info };
  if (password === undefined) return { kind: "edit-settings", settings };
  const allowed = await session.ask({ kind: "authorize" });
  if (isRefused(allowed)) return allowed;
  const hashed = await hashGroupPassword(password, group, session.userId, env);
  return isRefused(hashed) ? hashed : { kind: "edit-settings", settings, ...hashed };
}

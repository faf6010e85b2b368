// The routes of members. Who is in a group: listed, added, changed, removed.
import {
  addMembersBodyShape,
  addMembersResultShape,
  editMemberBodyShape,
  groupChangeResultShape,
  membersQueryShape,
  membersResultShape,
} from "../http-groups.ts";
import { queryOf, route } from "./route.ts";
import * as segment from "./segments.ts";

export const memberRoutes = {
  listMembers: route({
    method: "GET",
    path: "/api/groups/:groupId/members",
    who: "user",
    segments: { groupId: segment.groupId },
    query: queryOf(membersQueryShape, {
      role: { description: "Only members of this role.", example: "admin" },
      prefix: { description: "How the nickname or the user id begins, whatever its case.", example: "Car" },
      cursor: { description: "The `cursor` of the page before.", example: segment.userId.example },
      limit: { description: "The most members in a page.", example: 50 },
    }),
    answers: { 200: { description: "A page of members.", body: membersResultShape } },
    tag: "members",
    summary: "List members",
    description: "The members, for members: all, those of a role, or those whose nickname or id begins so.",
  }),
  addMembers: route({
    method: "POST",
    path: "/api/groups/:groupId/members",
    who: "user",
    segments: { groupId: segment.groupId },
    body: addMembersBodyShape,
    answers: { 200: { description: "They are in.", body: addMembersResultShape } },
    codes: ["FORBIDDEN", "USER_NOT_FOUND", "BANNED", "GROUP_FULL", "TOO_MANY"],
    limits: ["LIMIT_GROUP_MEMBERS", "maxUsersPerRequest", "maxMemberships"],
    tag: "members",
    summary: "Add members",
    description:
      "Puts people in the group, whatever its join policy, by whoever `mayInvite` allows. All of them, or nobody: a ban holds. Who is in already is passed over.",
  }),
  editMember: route({
    method: "PATCH",
    path: "/api/groups/:groupId/members/:userId",
    who: "user",
    segments: { groupId: segment.groupId, userId: segment.userId },
    body: editMemberBodyShape,
    answers: { 200: { description: "It is changed.", body: groupChangeResultShape } },
    codes: ["FORBIDDEN", "MEMBER_NOT_FOUND", "OWNER_MUST_TRANSFER"],
    tag: "members",
    summary: "Change a member",
    description:
      "Gives a member a role (by the owner), a nickname (one's own, or by those above them), or mutes them until a time (by those above them; null: no longer).",
  }),
  removeMember: route({
    method: "DELETE",
    path: "/api/groups/:groupId/members/:userId",
    who: "user",
    segments: { groupId: segment.groupId, userId: segment.userId },
    answers: { 200: { description: "They are out.", body: groupChangeResultShape } },
    codes: ["FORBIDDEN", "MEMBER_NOT_FOUND", "OWNER_MUST_TRANSFER"],
    tag: "members",
    summary: "Remove a member, or leave",
    description:
      "Removes a member, by those above them; with the caller's own id: leaves. The owner hands the group over first.",
  }),
} as const;

// The routes of a group's members: list, add, change, remove.
import {
  addMembersBodyShape,
  addMembersResultShape,
  editMemberBodyShape,
  groupChangeResultShape,
  membersQueryShape,
  membersResultShape,
} from "../http-groups.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, reading } from "./spends.ts";

export const memberRoutes = {
  listMembers: route({
    method: "GET",
    path: "/api/groups/:groupId/members",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    query: membersQueryShape,
    answers: { 200: membersResultShape },
  }),
  addMembers: route({
    method: "POST",
    path: "/api/groups/:groupId/members",
    who: "user",
    spends: [...changing, "people", "lookups"],
    idempotency: "natural",
    segments: { groupId: segment.groupId },
    body: addMembersBodyShape,
    answers: { 200: addMembersResultShape },
    codes: ["FORBIDDEN", "USER_NOT_FOUND", "BANNED", "GROUP_FULL", "TOO_MANY"],
    limits: ["LIMIT_GROUP_MEMBERS", "maxUsersPerRequest", "maxMemberships", "maxGroupInvitations"],
  }),
  editMember: route({
    method: "PATCH",
    path: "/api/groups/:groupId/members/:userId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId, userId: segment.userId },
    body: editMemberBodyShape,
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN", "MEMBER_NOT_FOUND", "OWNER_MUST_TRANSFER", "MUTED", "READ_ONLY"],
  }),
  removeMember: route({
    method: "DELETE",
    path: "/api/groups/:groupId/members/:userId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId, userId: segment.userId },
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN", "MEMBER_NOT_FOUND", "OWNER_MUST_TRANSFER"],
  }),
} as const;

export const memberWords: WordsOf<typeof memberRoutes> = {
  listMembers: {
    summary: "List members",
    description:
      "The members, for members: all, those of a role, or those whose nickname or id begins so. `people` has their names.",
    query: {
      role: { description: "Only members of this role.", example: "admin" },
      prefix: { description: "How the nickname or the user id begins, whatever its case.", example: "Car" },
      cursor: cursorWords("user_1ha8d4n6p2r9s3j7e5g0k1m4xq"),
      limit: { description: "The most members in a page.", example: 50 },
    },
    answers: { 200: "A page of members." },
  },
  addMembers: {
    summary: "Add members",
    description:
      "Puts people in the group, whatever its join policy, by whoever `mayInvite` allows. Who does not agree to be added by the caller, or has left this group or declined an invitation to it within 30 days, is invited instead and named by `invited`. A ban of one of them refuses all. Who is in already is passed over.",
    answers: { 200: "They are in, or invited." },
  },
  editMember: {
    summary: "Change a member",
    description:
      "Gives a member a role (by the owner), a nickname (one's own, or by those above them), or silences them until a time (by those above them; null: no longer).",
    answers: { 200: "It is changed." },
  },
  removeMember: {
    summary: "Remove a member, or leave",
    description:
      "Removes a member, by those above them; with the caller's own id: leaves. The owner hands the group over first.",
    answers: { 200: "They are out." },
  },
};

// The routes of invitations to groups, and of the caller's own requests to join.
import { joinGroupResultShape } from "../http-groups.ts";
import {
  answerInvitationBodyShape,
  groupInvitationsResultShape,
  myInvitationsQueryShape,
  myInvitationsResultShape,
  myJoinRequestsQueryShape,
  myJoinRequestsResultShape,
} from "../invitations.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, reading } from "./spends.ts";

export const invitationRoutes = {
  listMyInvitations: route({
    method: "GET",
    path: "/api/invitations",
    who: "user",
    spends: reading,
    query: myInvitationsQueryShape,
    answers: { 200: myInvitationsResultShape },
    limits: ["maxMyInvitations"],
  }),
  answerGroupInvitation: route({
    method: "POST",
    path: "/api/invitations/:groupId",
    who: "user",
    spends: changing,
    idempotency: "natural",
    segments: { groupId: segment.groupId },
    body: answerInvitationBodyShape,
    answers: { 200: joinGroupResultShape },
    codes: ["NOT_FOUND", "BANNED", "GROUP_FULL", "TOO_MANY"],
    limits: ["LIMIT_GROUP_MEMBERS", "maxMemberships", "invitationKeptMs"],
  }),
  listGroupInvitations: route({
    method: "GET",
    path: "/api/groups/:groupId/invitations",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: groupInvitationsResultShape },
    limits: ["maxGroupInvitations"],
  }),
  revokeGroupInvitation: route({
    method: "DELETE",
    path: "/api/groups/:groupId/invitations/:userId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId, userId: segment.userId },
    answers: { 204: null },
    codes: ["FORBIDDEN"],
  }),
  listMyJoinRequests: route({
    method: "GET",
    path: "/api/join-requests",
    who: "user",
    spends: ["requests", "calls"],
    query: myJoinRequestsQueryShape,
    answers: { 200: myJoinRequestsResultShape },
    limits: ["maxMyJoinRequests"],
  }),
} as const;

export const invitationWords: WordsOf<typeof invitationRoutes> = {
  listMyInvitations: {
    summary: "List my invitations",
    description:
      "The groups to which somebody has invited the caller, the newest invitation first. One is made when somebody adds the caller who has not agreed to be added; it expires after 30 days.",
    query: {
      cursor: cursorWords("1795000000000"),
      limit: { description: "The most invitations in a page.", example: 50 },
    },
    answers: { 200: "A page of invitations." },
  },
  answerGroupInvitation: {
    summary: "Accept or decline an invitation",
    description:
      "Who accepts is in the group, whatever its join policy, if no ban and no limit is in the way. Who declines is not told of another invitation to this group for 30 days, and whoever invites them does not learn of it. To accept one that is over is refused with `NOT_FOUND`; to decline it succeeds.",
    answers: { 200: "`joined` says whether the caller is in." },
  },
  listGroupInvitations: {
    summary: "List a group's invitations",
    description:
      "Those that are in force, the newest first: all of them for admins and the owner, for members those that they made.",
    answers: { 200: "The invitations." },
  },
  revokeGroupInvitation: {
    summary: "Revoke an invitation",
    description: "By whoever made it, by admins and the owner. One that is over stays so.",
    answers: { 204: "There is no such invitation." },
  },
  listMyJoinRequests: {
    summary: "List my requests to join",
    description: "The groups that the caller has asked to join and that have not answered, the newest request first.",
    query: {
      cursor: cursorWords("1795000000000"),
      limit: { description: "The most requests in a page.", example: 50 },
    },
    answers: { 200: "A page of requests; those that were answered meanwhile are left out of it." },
  },
};

// The routes of groups: create, list, view, edit, transfer, dissolve, announce.
import {
  announceBodyShape,
  announcementsResultShape,
  createGroupBodyShape,
  createdGroupResultShape,
  editGroupBodyShape,
  groupChangeResultShape,
  groupResultShape,
  groupViewResultShape,
  groupsQueryShape,
  groupsResultShape,
  transferGroupBodyShape,
} from "../http-groups.ts";
import { cursorWords, entriesWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, listing, reading } from "./spends.ts";

export const groupRoutes = {
  createGroup: route({
    method: "POST",
    path: "/api/groups",
    who: "user",
    spends: [...changing, "people", "lookups"],
    idempotency: "key",
    body: createGroupBodyShape,
    answers: { 201: createdGroupResultShape },
    codes: ["USER_NOT_FOUND", "GROUP_FULL", "TOO_MANY", "CONVERSATION_NOT_FOUND"],
    limits: ["LIMIT_GROUPS_PER_HOUR", "maxIdempotencyKeys", "LIMIT_GROUP_MEMBERS", "maxUsersPerRequest"],
  }),
  listGroups: route({
    method: "GET",
    path: "/api/groups",
    who: "user",
    spends: listing,
    query: groupsQueryShape,
    answers: { 200: groupsResultShape },
  }),
  getGroup: route({
    method: "GET",
    path: "/api/groups/:groupId",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: groupViewResultShape },
  }),
  editGroup: route({
    method: "PATCH",
    path: "/api/groups/:groupId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId },
    body: editGroupBodyShape,
    answers: { 200: groupResultShape },
    codes: ["FORBIDDEN", "MUTED", "READ_ONLY"],
  }),
  setGroupAvatar: route({
    method: "PUT",
    path: "/api/groups/:groupId/avatar",
    who: "user",
    spends: [...changing, "uploads", "uploaded-bytes"],
    segments: { groupId: segment.groupId },
    takesBytes: true,
    answers: { 200: groupResultShape },
    codes: ["FORBIDDEN", "MUTED", "READ_ONLY", "TOO_LARGE", "FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED"],
    limits: ["maxAvatarBytes", "maxAvatarSide"],
  }),
  dissolveGroup: route({
    method: "DELETE",
    path: "/api/groups/:groupId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId },
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN"],
  }),
  transferGroup: route({
    method: "POST",
    path: "/api/groups/:groupId/transfer",
    who: "user",
    spends: changing,
    idempotency: "natural",
    segments: { groupId: segment.groupId },
    body: transferGroupBodyShape,
    answers: { 200: groupResultShape },
    codes: ["FORBIDDEN", "MEMBER_NOT_FOUND"],
  }),
  listAnnouncements: route({
    method: "GET",
    path: "/api/groups/:groupId/announcements",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: announcementsResultShape },
    limits: ["maxAnnouncements"],
  }),
  announce: route({
    method: "PUT",
    path: "/api/groups/:groupId/announcement",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId },
    body: announceBodyShape,
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN", "MUTED", "READ_ONLY"],
  }),
} as const;

export const groupWords: WordsOf<typeof groupRoutes> = {
  createGroup: {
    summary: "Make a group",
    description:
      "Makes a group with the caller as its owner and the others in it from the start; who does not agree to be added by the caller is invited instead and named by `invited`. How many one user makes per hour is limited.",
    answers: { 201: "The group exists." },
  },
  listGroups: {
    summary: "List my groups",
    description: "The groups in the caller's inbox, the most recently active first.",
    query: {
      cursor: cursorWords("MTc5NTAwMDAwMDAwMA"),
      limit: entriesWords,
    },
    answers: { 200: "A page of the inbox." },
  },
  getGroup: {
    summary: "Look at a group",
    description: "Its profile, for anyone; the whole group, for its members.",
    answers: { 200: "What the caller may know." },
  },
  editGroup: {
    summary: "Change a group",
    description:
      "Changes what people see of it (by whoever `mayEditInfo` allows), its settings and password, or silences all but admins and the owner (both by admins and the owner). One of the three at a time.",
    answers: { 200: "The group as it is now." },
  },
  setGroupAvatar: {
    summary: "Send a picture as a group's avatar",
    description:
      "A JPEG, PNG or WebP that is square and does not move, by whoever `mayEditInfo` allows. What it says beside the picture is removed. Any other avatar is set with the group's name.",
    answers: { 200: "The group as it is now." },
  },
  dissolveGroup: {
    summary: "Dissolve a group",
    description: "By its owner. Everyone is out; what was written while they were in stays theirs to read.",
    answers: { 200: "It is dissolved." },
  },
  transferGroup: {
    summary: "Hand a group over",
    description: "Makes another member the owner, and the caller, who was it, an admin.",
    answers: { 200: "The group as it is now." },
  },
  listAnnouncements: {
    summary: "List announcements",
    description: "The newest announcements, for members; all of them are in the log.",
    answers: { 200: "The announcements." },
  },
  announce: {
    summary: "Announce",
    description: "Replaces the announcement, by whoever `mayEditInfo` allows.",
    answers: { 200: "It is announced." },
  },
};

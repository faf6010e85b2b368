// The routes of links to join a group by.
import {
  groupLinkResultShape,
  groupLinksResultShape,
  groupProfileResultShape,
  joinGroupResultShape,
  makeLinkBodyShape,
} from "../http-groups.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, reading } from "./spends.ts";

export const linkRoutes = {
  listLinks: route({
    method: "GET",
    path: "/api/groups/:groupId/links",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: groupLinksResultShape },
  }),
  makeLink: route({
    method: "POST",
    path: "/api/groups/:groupId/links",
    who: "user",
    spends: changing,
    idempotency: "key",
    segments: { groupId: segment.groupId },
    body: makeLinkBodyShape,
    answers: { 201: groupLinkResultShape },
    codes: ["FORBIDDEN", "TOO_MANY", "LINK_NOT_VALID"],
    limits: ["maxLinks", "maxLinksPerMember", "maxIdempotencyKeys"],
  }),
  revokeLink: route({
    method: "DELETE",
    path: "/api/groups/:groupId/links/:linkId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId, linkId: segment.linkId },
    answers: { 204: null },
    codes: ["FORBIDDEN"],
  }),
  openLink: route({
    method: "GET",
    path: "/api/group-links/:token",
    who: "user",
    spends: reading,
    segments: { token: segment.linkToken },
    answers: { 200: groupProfileResultShape },
  }),
  joinByLink: route({
    method: "POST",
    path: "/api/group-links/:token/join",
    who: "user",
    spends: changing,
    idempotency: "natural",
    segments: { token: segment.linkToken },
    answers: { 200: joinGroupResultShape },
    codes: ["JOIN_NOT_ALLOWED", "BANNED", "GROUP_FULL", "TOO_MANY", "CONVERSATION_NOT_FOUND"],
    limits: ["LIMIT_GROUP_MEMBERS", "maxMemberships"],
  }),
} as const;

export const linkWords: WordsOf<typeof linkRoutes> = {
  listLinks: {
    summary: "List links",
    description: "The links that work: those that the caller made; for admins and the owner, all of them.",
    answers: { 200: "The links." },
  },
  makeLink: {
    summary: "Make a link",
    description:
      "Makes a way in for whoever holds the token, under every join policy but `closed`; by whoever `mayInvite` allows. It may end at a time, or after so many have used it.",
    answers: { 201: "The link works." },
  },
  revokeLink: {
    summary: "Revoke a link",
    description: "By whoever made it, admins and the owner.",
    answers: { 204: "It works no longer." },
  },
  openLink: {
    summary: "See where a link leads",
    description: "The profile of the group, for whoever holds a link that works.",
    answers: { 200: "The group's profile." },
  },
  joinByLink: {
    summary: "Join by a link",
    description: "Lets the caller in. Who is in already has joined, and uses nothing up.",
    answers: { 200: "The caller is in." },
  },
};

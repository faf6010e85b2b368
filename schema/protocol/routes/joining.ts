// The routes to join a group without being added: freely, with the password, or by a request that an admin answers.
import {
  answerRequestBodyShape,
  groupChangeResultShape,
  joinGroupBodyShape,
  joinGroupResultShape,
  joinRequestsResultShape,
} from "../http-groups.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, reading } from "./spends.ts";

export const joiningRoutes = {
  joinGroup: route({
    method: "POST",
    path: "/api/groups/:groupId/join",
    who: "user",
    spends: changing,
    idempotency: "natural",
    segments: { groupId: segment.groupId },
    body: joinGroupBodyShape,
    answers: { 200: joinGroupResultShape },
    codes: ["JOIN_NOT_ALLOWED", "WRONG_PASSWORD", "BANNED", "GROUP_FULL", "TOO_MANY"],
    limits: [
      "LIMIT_GROUP_PASSWORD_FAILURES",
      "LIMIT_GROUP_PASSWORDS_PER_MINUTE",
      "LIMIT_GROUP_MEMBERS",
      "maxJoinRequests",
      "maxMemberships",
    ],
  }),
  withdrawJoinRequest: route({
    method: "DELETE",
    path: "/api/groups/:groupId/join",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId },
    answers: { 204: null },
  }),
  listJoinRequests: route({
    method: "GET",
    path: "/api/groups/:groupId/requests",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: joinRequestsResultShape },
    codes: ["FORBIDDEN"],
  }),
  answerJoinRequest: route({
    method: "POST",
    path: "/api/groups/:groupId/requests/:userId",
    who: "user",
    spends: changing,
    idempotency: "natural",
    segments: { groupId: segment.groupId, userId: segment.userId },
    body: answerRequestBodyShape,
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN", "NOT_FOUND", "BANNED", "GROUP_FULL", "TOO_MANY"],
    limits: ["LIMIT_GROUP_MEMBERS", "maxMemberships"],
  }),
} as const;

export const joiningWords: WordsOf<typeof joiningRoutes> = {
  joinGroup: {
    summary: "Join a group",
    description:
      "As its policy has it: at once, with the password, or by a request that an admin answers. Wrong passwords are limited by user and by group. Who is in already has joined.",
    answers: { 200: "The caller is in, or waits for an answer." },
  },
  withdrawJoinRequest: {
    summary: "Withdraw a request to join",
    description: "Takes the caller's request back; there is none afterwards, whether there was one or not.",
    answers: { 204: "No request waits." },
  },
  listJoinRequests: {
    summary: "List requests to join",
    description: "Who waits for an answer, for admins and the owner.",
    answers: { 200: "The requests." },
  },
  answerJoinRequest: {
    summary: "Answer a request to join",
    description: "Lets somebody in or not, by admins and the owner.",
    answers: { 200: "It is answered." },
  },
};

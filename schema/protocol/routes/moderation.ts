// The routes of bans.
import { bansResultShape, groupChangeResultShape } from "../http-groups.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { changing, reading } from "./spends.ts";

export const moderationRoutes = {
  listBans: route({
    method: "GET",
    path: "/api/groups/:groupId/bans",
    who: "user",
    spends: reading,
    segments: { groupId: segment.groupId },
    answers: { 200: bansResultShape },
    codes: ["FORBIDDEN"],
  }),
  ban: route({
    method: "PUT",
    path: "/api/groups/:groupId/bans/:userId",
    who: "user",
    spends: [...changing, "lookups"],
    segments: { groupId: segment.groupId, userId: segment.userId },
    answers: { 200: groupChangeResultShape },
    codes: ["FORBIDDEN", "TOO_MANY"],
    limits: ["maxBans"],
  }),
  unban: route({
    method: "DELETE",
    path: "/api/groups/:groupId/bans/:userId",
    who: "user",
    spends: changing,
    segments: { groupId: segment.groupId, userId: segment.userId },
    answers: { 204: null },
    codes: ["FORBIDDEN"],
  }),
} as const;

export const moderationWords: WordsOf<typeof moderationRoutes> = {
  listBans: {
    summary: "List bans",
    description: "Who may not come in, for admins and the owner.",
    answers: { 200: "The bans." },
  },
  ban: {
    summary: "Ban a user",
    description: "Keeps a user out until the ban is lifted, and removes them if they are in; by those above them.",
    answers: { 200: "They are banned." },
  },
  unban: {
    summary: "Lift a ban",
    description: "By admins and the owner. The user is not in again by that; they may join.",
    answers: { 204: "They are not banned." },
  },
};

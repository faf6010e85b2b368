// The routes to look up users.
import { userIds } from "../examples/story.ts";
import { userResultShape, usersQueryShape, usersResultShape } from "../http-auth.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const userRoutes = {
  findUser: route({
    method: "GET",
    path: "/api/users/by-username/:username",
    who: "user",
    spends: ["requests", "lookups"],
    segments: { username: segment.username },
    answers: { 200: userResultShape },
  }),
  getUser: route({
    method: "GET",
    path: "/api/users/:userId",
    who: "user",
    spends: ["requests", "lookups"],
    segments: { userId: segment.userId },
    answers: { 200: userResultShape },
  }),
  listUsers: route({
    method: "GET",
    path: "/api/users",
    who: "user",
    spends: ["requests", "lookups"],
    query: usersQueryShape,
    answers: { 200: usersResultShape },
    limits: ["maxUsersPerLookup"],
  }),
} as const;

export const userWords: WordsOf<typeof userRoutes> = {
  findUser: {
    summary: "Find a user by username",
    description: "Finds a user by the whole username, whatever its case.",
    answers: { 200: "The user." },
  },
  getUser: {
    summary: "Get a user by id",
    description: "Says who it is that an event names by id.",
    answers: { 200: "The user." },
  },
  listUsers: {
    summary: "Get users by id",
    description: "Says who the users are that events name by id. Those who do not exist are left out.",
    query: {
      ids: {
        description: "Ids of users, separated by commas. One that is named twice counts once.",
        example: [userIds.bob, userIds.carol],
      },
    },
    answers: { 200: "The users." },
  },
};

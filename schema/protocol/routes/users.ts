// The routes to look up users.
import { userResultShape } from "../http-auth.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

export const userRoutes = {
  findUser: route({
    method: "GET",
    path: "/api/users/by-username/:username",
    who: "user",
    segments: { username: segment.username },
    answers: { 200: userResultShape },
  }),
  getUser: route({
    method: "GET",
    path: "/api/users/:userId",
    who: "user",
    segments: { userId: segment.userId },
    answers: { 200: userResultShape },
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
};

// The routes of users. Other people.
import { userResultShape } from "../http-auth.ts";
import { route } from "./route.ts";
import * as segment from "./segments.ts";

export const userRoutes = {
  findUser: route({
    method: "GET",
    path: "/api/users/by-username/:username",
    who: "user",
    segments: { username: segment.username },
    answers: { 200: { description: "The user.", body: userResultShape } },
    tag: "users",
    summary: "Find a user by username",
    description: "Finds a user by the whole username, whatever its case.",
  }),
  getUser: route({
    method: "GET",
    path: "/api/users/:userId",
    who: "user",
    segments: { userId: segment.userId },
    answers: { 200: { description: "The user.", body: userResultShape } },
    tag: "users",
    summary: "Get a user by id",
    description: "Says who it is that an event names by id.",
  }),
} as const;

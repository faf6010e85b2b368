// The routes to look up users.
import { userIds } from "../examples/story.ts";
import { userResultShape, usersQueryShape, usersResultShape } from "../http-auth.ts";
import { userWithProfileShape } from "../profile.ts";
import { cursorWords } from "./page-words.ts";
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
    answers: { 200: userWithProfileShape },
  }),
  listUsers: route({
    method: "GET",
    path: "/api/users",
    who: "user",
    spends: ["requests", "lookups", "searches"],
    query: usersQueryShape,
    answers: { 200: usersResultShape },
    limits: ["maxUsersPerLookup", "searchMaxChars"],
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
    description:
      "Says who it is that an event names by id, and what they tell of themselves: bio and status are empty for whom they have not chosen.",
    answers: { 200: "The user." },
  },
  listUsers: {
    summary: "Get users by id, or search for people",
    description:
      "Either `ids` or `q`. With `ids` it says who the users are that events name by id; those who do not exist are left out. With `q` it finds people by their names, in pages: each word of `q` begins a word of the display name or the username, whatever its case, accents and width; Chinese, Japanese and Korean names are found by any two characters in a row. Less than two letters find nobody. Who has chosen so is found by friends only, or by nobody.",
    query: {
      ids: {
        description: "Ids of users, separated by commas. One that is named twice counts once.",
        example: [userIds.bob, userIds.carol],
      },
      q: { description: "Words, or how they begin. With `@` in front: how the username begins.", example: "bob" },
      cursor: cursorWords("WyJ3IiwiYm9iIiwidXNlcl8xIl0"),
      limit: { description: "With `q`: the most people in a page.", example: 20 },
    },
    answers: { 200: "The users." },
  },
};

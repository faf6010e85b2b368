// The route to ask how people are.
import { userIds } from "../examples/story.ts";
import { presenceQueryShape, presenceResultShape } from "../presence.ts";
import { route, type WordsOf } from "./route.ts";

export const presenceRoutes = {
  listPresence: route({
    method: "GET",
    path: "/api/presence",
    who: "user",
    spends: ["requests", "lookups", "presence"],
    query: presenceQueryShape,
    answers: { 200: presenceResultShape },
    limits: ["maxUsersPerLookup"],
  }),
} as const;

export const presenceWords: WordsOf<typeof presenceRoutes> = {
  listPresence: {
    summary: "See who is online",
    description:
      "Says how these people are now, as far as they let the caller see it. Whoever does not, is invisible, has blocked the caller or does not exist is offline, without `lastSeenAt`. Nothing is watched by it: a socket does that with `watch-presence`.",
    query: {
      userIds: {
        description: "Ids of users, separated by commas. One that is named twice counts once.",
        example: [userIds.bob, userIds.carol],
      },
    },
    answers: { 200: "How they are, in the order of the question." },
  },
};

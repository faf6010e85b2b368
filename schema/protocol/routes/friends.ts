// The routes of friends: requests and their answers, what a user notes of a friend, and the list of all of it.
import {
  friendAnswerBodyShape,
  friendNotesBodyShape,
  friendRequestBodyShape,
  friendsQueryShape,
  friendsResultShape,
  peopleQueryShape,
  peopleResultShape,
  personResultShape,
} from "../people.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";
import { reading } from "./spends.ts";

const ofUser = { userId: segment.userId } as const;

export const friendRoutes = {
  listPeople: route({
    method: "GET",
    path: "/api/people",
    who: "user",
    spends: ["requests", "rows"],
    query: peopleQueryShape,
    answers: { 200: peopleResultShape },
  }),
  listFriends: route({
    method: "GET",
    path: "/api/friends",
    who: "user",
    spends: reading,
    query: friendsQueryShape,
    answers: { 200: friendsResultShape },
  }),
  listFriendRequests: route({
    method: "GET",
    path: "/api/friend-requests",
    who: "user",
    spends: reading,
    query: friendsQueryShape,
    answers: { 200: friendsResultShape },
  }),
  requestFriend: route({
    method: "POST",
    path: "/api/friend-requests",
    who: "user",
    spends: ["requests", "lookups", "strangers", "calls"],
    body: friendRequestBodyShape,
    // A repeat finds it open.
    idempotency: "natural",
    answers: { 200: personResultShape },
    codes: ["USER_NOT_FOUND", "FORBIDDEN", "NOT_ACCEPTED", "TOO_MANY"],
    limits: ["maxFriends", "maxFriendRequests", "friendMessageMaxChars"],
  }),
  answerFriendRequest: route({
    method: "POST",
    path: "/api/friend-requests/:userId",
    who: "user",
    spends: ["requests", "lookups", "calls"],
    segments: ofUser,
    body: friendAnswerBodyShape,
    // A repeat finds it answered.
    idempotency: "natural",
    answers: { 200: personResultShape },
    codes: ["USER_NOT_FOUND", "FORBIDDEN", "NOT_FOUND"],
  }),
  cancelFriendRequest: route({
    method: "DELETE",
    path: "/api/friend-requests/:userId",
    who: "user",
    spends: ["requests", "lookups", "calls"],
    segments: ofUser,
    answers: { 204: null },
    codes: ["USER_NOT_FOUND", "FORBIDDEN"],
  }),
  editFriend: route({
    method: "PATCH",
    path: "/api/friends/:userId",
    who: "user",
    spends: ["requests", "lookups", "settings"],
    segments: ofUser,
    body: friendNotesBodyShape,
    answers: { 200: personResultShape },
    codes: ["USER_NOT_FOUND", "NOT_FOUND"],
    limits: ["maxFriendTags", "friendTagMaxChars", "displayNameMaxChars"],
  }),
  removeFriend: route({
    method: "DELETE",
    path: "/api/friends/:userId",
    who: "user",
    spends: ["requests", "lookups", "calls"],
    segments: ofUser,
    answers: { 204: null },
    codes: ["USER_NOT_FOUND", "FORBIDDEN"],
  }),
} as const;

const pageWords = {
  cursor: cursorWords("17"),
  limit: { description: "The most people in a page.", example: 50 },
};

export const friendWords: WordsOf<typeof friendRoutes> = {
  listPeople: {
    summary: "List my people, or what has changed",
    description:
      "Friends, open requests, and whom the caller has blocked, the longest unchanged first. With `since`, those who have changed after that version; whoever comes with nothing but an id and a version is nobody any more.",
    query: {
      since: { description: "A `peopleVersion` that the caller has. Left out: all.", example: 6 },
      ...pageWords,
    },
    answers: { 200: "A page of people." },
  },
  listFriends: {
    summary: "List my friends",
    description: "Whoever has changed last comes first.",
    query: pageWords,
    answers: { 200: "A page of friends." },
  },
  listFriendRequests: {
    summary: "List open friend requests",
    description: "The caller's and those of others, the newest first.",
    query: pageWords,
    answers: { 200: "A page of people with a request." },
  },
  requestFriend: {
    summary: "Ask somebody to become friends",
    description:
      "The request is open for 30 days, unless it is cancelled, accepted or rejected. Who has been rejected is not told, sees the request as open, and is not heard for 30 days. Where the other one has asked, the two are friends. `FORBIDDEN`: oneself. `NOT_ACCEPTED`: the caller has blocked them.",
    answers: { 200: "The person, with the open request or as a friend." },
  },
  answerFriendRequest: {
    summary: "Accept or reject a friend request",
    description: "`NOT_FOUND`: there is none, or no longer: it was cancelled, or has expired.",
    answers: { 200: "The person as they are to the caller now." },
  },
  cancelFriendRequest: {
    summary: "Cancel my friend request",
    description: "Where there is none it stays so.",
    answers: { 204: "There is no request of the caller's." },
  },
  editFriend: {
    summary: "Note something of a friend",
    description:
      "A remark, tags, and whether they are a favourite: for the caller alone. `NOT_FOUND`: they are no friend.",
    answers: { 200: "The person as they are to the caller now." },
  },
  removeFriend: {
    summary: "End a friendship",
    description: "For both. Who is no friend stays so.",
    answers: { 204: "They are not friends." },
  },
};

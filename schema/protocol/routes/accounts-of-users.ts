// The routes of users' accounts, for operators and moderators: look up, suspend, restore, end sign-ins.
import { actBodyShape } from "../http-operators.ts";
import {
  accountQueryShape,
  accountResultShape,
  suspendBodyShape,
  suspensionResultShape,
  suspensionsQueryShape,
  suspensionsResultShape,
} from "../http-accounts-of-users.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

const userOfPath = { userId: segment.userId };

export const accountsOfUsersRoutes = {
  findAccount: route({
    method: "GET",
    path: "/api/admin/users",
    who: "moderator",
    query: accountQueryShape,
    answers: { 200: accountResultShape },
    codes: ["USER_NOT_FOUND"],
  }),
  getAccount: route({
    method: "GET",
    path: "/api/admin/users/:userId",
    who: "moderator",
    segments: userOfPath,
    answers: { 200: accountResultShape },
  }),
  listSuspensions: route({
    method: "GET",
    path: "/api/admin/suspensions",
    who: "moderator",
    query: suspensionsQueryShape,
    answers: { 200: suspensionsResultShape },
  }),
  suspendUser: route({
    method: "PUT",
    path: "/api/admin/users/:userId/suspension",
    who: "moderator",
    segments: userOfPath,
    body: suspendBodyShape,
    answers: { 200: suspensionResultShape },
  }),
  restoreUser: route({
    method: "DELETE",
    path: "/api/admin/users/:userId/suspension",
    who: "moderator",
    segments: userOfPath,
    body: actBodyShape,
    answers: { 204: null },
  }),
  endSignIns: route({
    method: "DELETE",
    path: "/api/admin/users/:userId/devices",
    who: "moderator",
    segments: userOfPath,
    body: actBodyShape,
    answers: { 204: null },
  }),
  endSignIn: route({
    method: "DELETE",
    path: "/api/admin/users/:userId/devices/:deviceId",
    who: "moderator",
    segments: { ...userOfPath, deviceId: segment.deviceId },
    body: actBodyShape,
    answers: { 204: null },
  }),
} as const;

export const accountsOfUsersWords: WordsOf<typeof accountsOfUsersRoutes> = {
  findAccount: {
    summary: "Look a user up by name",
    description: "The user with this whole username, whatever its case: suspension and devices.",
    query: { username: { description: "The username.", example: "bob" } },
    answers: { 200: "The user." },
  },
  getAccount: {
    summary: "Look a user up by id",
    description: "The user's suspension and the devices that are signed in.",
    answers: { 200: "The user." },
  },
  listSuspensions: {
    summary: "List who is suspended",
    description: "The users whose suspension is in force, the latest first. The list may be some seconds behind.",
    query: {
      cursor: cursorWords("1795000000000_user_1ha8d4n6p2r9s3j7e5g0k1m4xq"),
    },
    answers: { 200: "A page of them." },
  },
  suspendUser: {
    summary: "Suspend a user",
    description:
      "Ends all the user's sign-ins and closes their sockets at once (4401, `SUSPENDED`). Until the suspension ends, whatever the user tries is refused with `SUSPENDED`, a sign-in after the right password only. Others see no difference: messages and memberships stay. A suspension in force is replaced.",
    answers: { 200: "The user is suspended." },
  },
  restoreUser: {
    summary: "End a suspension",
    description: "The user may sign in again. Sign-ins from before stay ended. Succeeds, too, if there is none.",
    answers: { 204: "The user is not suspended." },
  },
  endSignIns: {
    summary: "Sign a user out everywhere",
    description: "Ends all the user's sign-ins and closes their sockets (4401). They may sign in again.",
    answers: { 204: "No device is signed in." },
  },
  endSignIn: {
    summary: "Sign a device of a user out",
    description: "Ends the sign-in of one device. Succeeds, too, if it is not signed in.",
    answers: { 204: "The device is not signed in." },
  },
};

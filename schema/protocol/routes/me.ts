// The routes of one's own account: its password, its end, what happened to it, and what others see of its user.
import {
  accountLeavingShape,
  changePasswordBodyShape,
  deleteAccountBodyShape,
  passwordChangedShape,
  securityEventsQueryShape,
  securityEventsResultShape,
} from "../http-me.ts";
import { privacyPatchShape, privacyShape } from "../privacy.ts";
import { mePatchShape, meShape } from "../profile.ts";
import { cursorWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import { reading } from "./spends.ts";

export const meRoutes = {
  getMe: route({
    method: "GET",
    path: "/api/me",
    who: "user",
    spends: reading,
    answers: { 200: meShape },
  }),
  editMe: route({
    method: "PATCH",
    path: "/api/me",
    who: "user",
    spends: ["requests", "profile"],
    body: mePatchShape,
    answers: { 200: meShape },
    codes: ["USERNAME_TAKEN"],
    limits: ["usernameChangeEveryMs", "usernameKeptMs", "bioMaxChars", "statusMaxChars", "maxStatusAheadMs"],
  }),
  changePassword: route({
    method: "POST",
    path: "/api/me/password",
    who: "user",
    spends: reading,
    body: changePasswordBodyShape,
    // A repeat shows a password that is not the current one any more.
    idempotency: "natural",
    answers: { 200: passwordChangedShape },
    codes: ["WRONG_PASSWORD", "PASSWORD_TOO_COMMON", "FORBIDDEN"],
    limits: ["LIMIT_LOGIN_FAILURES", "LIMIT_PASSWORD_CHANGES_PER_HOUR"],
  }),
  deleteAccount: route({
    method: "DELETE",
    path: "/api/me",
    who: "user",
    spends: reading,
    body: deleteAccountBodyShape,
    answers: { 200: accountLeavingShape },
    codes: ["WRONG_PASSWORD"],
    limits: ["LIMIT_LOGIN_FAILURES", "ACCOUNT_RESTORE_SECONDS"],
  }),
  listSecurityEvents: route({
    method: "GET",
    path: "/api/me/security-events",
    who: "user",
    spends: reading,
    query: securityEventsQueryShape,
    answers: { 200: securityEventsResultShape },
  }),
  getPrivacy: route({
    method: "GET",
    path: "/api/me/privacy",
    who: "user",
    spends: reading,
    answers: { 200: privacyShape },
  }),
  editPrivacy: route({
    method: "PATCH",
    path: "/api/me/privacy",
    who: "user",
    spends: ["requests", "changes"],
    body: privacyPatchShape,
    answers: { 200: privacyShape },
  }),
} as const;

export const meWords: WordsOf<typeof meRoutes> = {
  getMe: {
    summary: "Read my account and profile",
    description: "The caller's own account, with all that they tell of themselves.",
    answers: { 200: "The account and the profile." },
  },
  editMe: {
    summary: "Change my account and profile",
    description:
      "Changes names, avatar, bio and status: all that the body names, or nothing. The username may be changed once in 30 days (`RATE_LIMITED` with `limit: username` before); the one before is kept from others for 90 days, in which its owner may take it back. From then on one signs in by the new one; tokens stay valid.",
    answers: { 200: "The account and the profile as they are now." },
  },
  changePassword: {
    summary: "Change my password",
    description:
      "Replaces the caller's password and signs all their other devices out; the calling device stays signed in. A wrong `current` counts like a wrong password at a sign-in on this device. `PASSWORD_TOO_COMMON`: `next` is one of the 10,000 most common passwords, or the caller's own name.",
    answers: { 200: "The password is changed, and no other device is signed in." },
  },
  deleteAccount: {
    summary: "Delete my account",
    description:
      "Signs all devices of the caller's out, and from then on nobody signs in to the account but to come back: `POST /api/auth/login` with `restore: true`, until `endsAt`. Then the account is erased: its username and name, sign-ins, blocks, scheduled messages, stars and settings. Its user leaves their groups, and hands those that they own to the admin, else to the member, who has been in it longest; a group in which nobody else is, is dissolved. Their messages stay, and their author is shown as a deleted account. Nobody gets the username again. Needs the current password; a wrong one counts like a wrong password at a sign-in on this device. `eraseMessages` is stored; the erasure itself comes with a later version.",
    answers: { 200: "The account is about to be deleted, and no device is signed in." },
  },
  listSecurityEvents: {
    summary: "List what happened to my account",
    description:
      "Registration, sign-ins, sign-outs, changes of the password and of the username, and failed passwords of the last 90 days, the newest first. Failed passwords are added up by hour and coarse network.",
    query: {
      cursor: cursorWords("1795000000000_6f1c2d3e-4b5a-4978-8c6d-0e1f2a3b4c5d"),
      limit: { description: "Events in a page, 1 to 200.", example: 50 },
    },
    answers: { 200: "A page of events." },
  },
  getPrivacy: {
    summary: "Read what others see of me",
    description: "The caller's choices of privacy; by default everything is on.",
    answers: { 200: "The choices." },
  },
  editPrivacy: {
    summary: "Choose what others see of me",
    description:
      "Those whom `receiptsFor` leaves out learn from then on nothing of what the caller has read, and in direct conversations with them the caller sees no receipts either. `friends` means direct conversations with friends; in groups it is as `nobody`. `receipts` is the same for clients that know on and off only: `true` means everyone, or leaves an audience that is chosen already. Their own devices still follow.",
    answers: { 200: "The choices as they are now." },
  },
};

// The routes of accounts: register, sign in, refresh, sign out.
import {
  loginBodyShape,
  logoutBodyShape,
  refreshBodyShape,
  registerBodyShape,
  revokeBodyShape,
  sessionResultShape,
  tokensShape,
} from "../http-auth.ts";
import { registrationResultShape } from "../http-registration.ts";
import { route, type WordsOf } from "./route.ts";
import { reading } from "./spends.ts";

export const accountRoutes = {
  getRegistration: route({
    method: "GET",
    path: "/api/auth/registration",
    who: "anonymous",
    answers: { 200: registrationResultShape },
  }),
  register: route({
    method: "POST",
    path: "/api/auth/register",
    who: "anonymous",
    spends: ["network"],
    body: registerBodyShape,
    answers: { 201: sessionResultShape },
    ownLimit: true,
    challenge: true,
    codes: [
      "USERNAME_TAKEN",
      "PASSWORD_TOO_COMMON",
      "REGISTRATION_CLOSED",
      "INVITATION_NEEDED",
      "INVITATION_INVALID",
      // An operator was faster than the first sign-in.
      "SUSPENDED",
    ],
    limits: ["LIMIT_REGISTRATIONS_PER_MINUTE", "LIMIT_REGISTRATIONS_PER_HOUR", "LIMIT_REGISTRATIONS_PER_DAY"],
  }),
  login: route({
    method: "POST",
    path: "/api/auth/login",
    who: "anonymous",
    spends: ["network"],
    body: loginBodyShape,
    answers: { 200: sessionResultShape },
    ownLimit: true,
    challenge: true,
    codes: ["INVALID_CREDENTIALS", "SUSPENDED", "ACCOUNT_LEAVING"],
    limits: [
      "LIMIT_LOGINS_PER_MINUTE",
      "LIMIT_LOGIN_FAILURES",
      "LIMIT_LOGIN_FAILURES_ANYWHERE",
      "LIMIT_DEVICES",
      "ACCOUNT_RESTORE_SECONDS",
    ],
  }),
  refresh: route({
    method: "POST",
    path: "/api/auth/refresh",
    who: "anonymous",
    spends: ["refreshes"],
    body: refreshBodyShape,
    answers: { 200: tokensShape },
    ownLimit: true,
    codes: [
      "NOT_AUTHENTICATED",
      "TOKEN_EXPIRED",
      "REFRESH_TOKEN_REUSED",
      "REFRESH_SUPERSEDED",
      "DEVICE_SIGNED_OUT",
      "SUSPENDED",
    ],
    limits: ["REFRESH_RETRY_SECONDS", "SESSION_SECONDS"],
  }),
  logout: route({
    method: "POST",
    path: "/api/auth/logout",
    who: "user",
    spends: reading,
    body: logoutBodyShape,
    byRefreshToken: true,
    idempotency: "natural",
    answers: { 204: null },
  }),
  revoke: route({
    method: "POST",
    path: "/api/auth/revoke",
    who: "anonymous",
    body: revokeBodyShape,
    answers: { 204: null },
  }),
} as const;

export const accountWords: WordsOf<typeof accountRoutes> = {
  getRegistration: {
    summary: "Who may make an account",
    description:
      "Whether anybody may make an account here, or whoever has an invitation, or nobody. For showing: the answer may be a minute old, and `register` goes by what is true then.",
    answers: { 200: "The mode." },
  },
  register: {
    summary: "Make an account",
    description:
      "Makes an account and signs its first device in. `PASSWORD_TOO_COMMON`: the password is one of the 10,000 most common ones, or the account's own name. `REGISTRATION_CLOSED`: nobody may make an account now. `INVITATION_NEEDED`: `invitation` is missing. `INVITATION_INVALID`: it is unknown, used up, expired or revoked. An invitation is spent once for each account, also if the answer is lost: then sign in.",
    answers: { 201: "The account exists and the device is signed in." },
  },
  login: {
    summary: "Sign a device in",
    description:
      "Signs a device in. Without `device.id` a new one is made; beyond the limit of devices, the least recently seen is signed out, and where the deployment allows one device, or one of each platform, so are those that this one replaces (their sockets are closed with 4409 `SIGNED_IN_ELSEWHERE`). Failed passwords are limited by account and network, attempts by address. A device that shows the `deviceSecret` of an earlier answer has a limit of its own: strangers who guess do not keep it out. `SUSPENDED`: the password is right, and an operator has suspended the account. `ACCOUNT_LEAVING`: the password is right, and the user has deleted the account; `retryAfterMs` says how long they may still come back, by signing in with `restore: true`.",
    answers: { 200: "The device is signed in." },
  },
  refresh: {
    summary: "Get the next pair of tokens",
    description:
      "Gives new tokens and uses the refresh token up. A token that was used before signs the device out: somebody copied it. For a minute it does not: it gives the same new tokens again until somebody uses them, then `REFRESH_SUPERSEDED`. So repeat the call if its answer was lost. `SESSION_SECONDS` after its sign-in a device is signed out.",
    answers: { 200: "The next tokens." },
  },
  logout: {
    summary: "Sign this device out",
    description:
      "Signs the calling device out: its tokens are refused and its sockets are closed (4401) from the moment this returns. A refresh token in the body serves in place of an access token; then it is answered as `revoke`.",
    answers: { 204: "The device is signed out." },
  },
  revoke: {
    summary: "End the sign-in of a refresh token",
    description:
      "Signs the device of this refresh token out, if that sign-in is still in force. An expired, unknown or malformed token is answered alike.",
    answers: { 204: "Nobody is signed in by this token." },
  },
};

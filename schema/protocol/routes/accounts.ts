// The routes of accounts: register, sign in, refresh, sign out.
import { loginBodyShape, refreshBodyShape, registerBodyShape, sessionResultShape, tokensShape } from "../http-auth.ts";
import { route, type WordsOf } from "./route.ts";

export const accountRoutes = {
  register: route({
    method: "POST",
    path: "/api/auth/register",
    who: "anonymous",
    body: registerBodyShape,
    answers: { 201: sessionResultShape },
    codes: ["USERNAME_TAKEN", "PASSWORD_TOO_COMMON", "FORBIDDEN", "RATE_LIMITED"],
    limits: ["LIMIT_REGISTRATIONS_PER_HOUR"],
  }),
  login: route({
    method: "POST",
    path: "/api/auth/login",
    who: "anonymous",
    body: loginBodyShape,
    answers: { 200: sessionResultShape },
    codes: ["INVALID_CREDENTIALS", "FORBIDDEN", "RATE_LIMITED"],
    limits: ["LIMIT_LOGIN_FAILURES", "LIMIT_LOGIN_FAILURES_ANYWHERE", "LIMIT_DEVICES"],
  }),
  refresh: route({
    method: "POST",
    path: "/api/auth/refresh",
    who: "anonymous",
    body: refreshBodyShape,
    answers: { 200: tokensShape },
    codes: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "REFRESH_TOKEN_REUSED", "DEVICE_SIGNED_OUT", "RATE_LIMITED"],
  }),
  logout: route({
    method: "POST",
    path: "/api/auth/logout",
    who: "user",
    idempotency: "natural",
    answers: { 204: null },
  }),
} as const;

export const accountWords: WordsOf<typeof accountRoutes> = {
  register: {
    summary: "Make an account",
    description:
      "Makes an account and signs its first device in. `PASSWORD_TOO_COMMON`: the password is one of the 10,000 most common ones, or the account's own name.",
    answers: { 201: "The account exists and the device is signed in." },
  },
  login: {
    summary: "Sign a device in",
    description:
      "Signs a device in. Without `device.id` a new one is made; beyond the limit of devices, the least recently seen is signed out. Failed passwords are limited by account and network, attempts by address. A device that shows the `deviceSecret` of an earlier answer has a limit of its own: strangers who guess do not keep it out.",
    answers: { 200: "The device is signed in." },
  },
  refresh: {
    summary: "Get the next pair of tokens",
    description:
      "Gives new tokens and uses the refresh token up. A token that was used before signs the device out: somebody copied it.",
    answers: { 200: "The next tokens." },
  },
  logout: {
    summary: "Sign this device out",
    description:
      "Signs the calling device out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
    answers: { 204: "The device is signed out." },
  },
};

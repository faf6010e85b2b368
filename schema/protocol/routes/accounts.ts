// The routes of accounts. Register, sign in, refresh, sign out.
import { loginBodyShape, refreshBodyShape, registerBodyShape, sessionResultShape, tokensShape } from "../http-auth.ts";
import { route } from "./route.ts";

export const accountRoutes = {
  register: route({
    method: "POST",
    path: "/api/auth/register",
    who: "anonymous",
    body: registerBodyShape,
    answers: { 201: { description: "The account exists and the device is signed in.", body: sessionResultShape } },
    codes: ["USERNAME_TAKEN", "RATE_LIMITED"],
    limits: ["LIMIT_REGISTRATIONS_PER_HOUR"],
    tag: "accounts",
    summary: "Make an account",
    description: "Makes an account and signs its first device in.",
  }),
  login: route({
    method: "POST",
    path: "/api/auth/login",
    who: "anonymous",
    body: loginBodyShape,
    answers: { 200: { description: "The device is signed in.", body: sessionResultShape } },
    codes: ["INVALID_CREDENTIALS", "RATE_LIMITED"],
    limits: ["LIMIT_LOGIN_FAILURES", "LIMIT_DEVICES"],
    tag: "accounts",
    summary: "Sign a device in",
    description:
      "Signs a device in. Without `device.id` a new one is made; beyond the limit of devices, the least recently seen is signed out. Failed passwords are limited by account, attempts by address.",
  }),
  refresh: route({
    method: "POST",
    path: "/api/auth/refresh",
    who: "anonymous",
    body: refreshBodyShape,
    answers: { 200: { description: "The next tokens.", body: tokensShape } },
    codes: ["NOT_AUTHENTICATED", "TOKEN_EXPIRED", "REFRESH_TOKEN_REUSED", "DEVICE_SIGNED_OUT", "RATE_LIMITED"],
    tag: "accounts",
    summary: "Get the next pair of tokens",
    description:
      "Gives new tokens and uses the refresh token up. A token that was used before signs the device out: somebody copied it.",
  }),
  logout: route({
    method: "POST",
    path: "/api/auth/logout",
    who: "user",
    answers: { 204: { description: "The device is signed out." } },
    tag: "accounts",
    summary: "Sign this device out",
    description:
      "Signs the calling device out: its tokens are refused and its sockets are closed (4401) from the moment this returns.",
  }),
} as const;

// The API documents' texts for the bodies of accounts, sign-in and devices. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { deviceId, timeMs, userIds } from "./examples/story.ts";
import {
  deviceShape,
  devicesResultShape,
  loginBodyShape,
  logoutBodyShape,
  refreshBodyShape,
  registerBodyShape,
  revokeBodyShape,
  sessionResultShape,
  tokensShape,
  userResultShape,
  userShape,
  usersResultShape,
} from "./http-auth.ts";
import { defaultLimits } from "./limits.ts";

export const accessToken = "eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";

const refreshToken = "eyJhbGciOiJFZERTQSIsInR5cCI6InJ0K2p3dCIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl";

export const user = { id: userIds.alice, username: "alice", displayName: "Alice", createdAt: timeMs - 86_400_000 };

const device = {
  id: deviceId,
  platform: "web" as const,
  name: "Firefox on the laptop",
  createdAt: timeMs - 86_400_000,
  lastSeenAt: timeMs,
  network: "203.0.113.0/24",
  current: true,
};

const registerBody = {
  username: "alice",
  password: "correct horse battery",
  displayName: "Alice",
  device: { platform: "web" as const, name: "Firefox on the laptop" },
};

const loginBody = {
  username: "alice",
  password: "correct horse battery",
  device: { id: deviceId, platform: "web" as const, name: "Firefox on the laptop" },
};

const tokens = { accessToken, refreshToken, expiresIn: defaultLimits.ACCESS_TOKEN_SECONDS };

export const authComponents = {
  RegisterBody: fromClient(registerBodyShape, "A new account, and the device that it is made on.", registerBody, {
    "device.id": "Best left out: a new account has no earlier device.",
    invitation: "The token of an invitation, where accounts are made by invitation. Elsewhere it makes no difference.",
  }),
  LoginBody: fromClient(loginBodyShape, "Credentials, and the device that signs in.", loginBody, {
    "device.id": "An earlier device of this account, to sign in as it again.",
    restore:
      "Keeps an account that its user has deleted, as long as they may come back. Of any other account it changes nothing.",
  }),
  RefreshBody: fromClient(refreshBodyShape, "The newest refresh token of this device.", {
    refreshToken: refreshToken,
  }),
  RevokeBody: fromClient(revokeBodyShape, "Any refresh token of the sign-in that is to end.", { refreshToken }),
  LogoutBody: fromClient(
    logoutBodyShape,
    "Left out, or a refresh token of this device, in place of an access token.",
    { refreshToken },
    { refreshToken: "Any refresh token of the sign-in that is to end, expired or not." },
  ),
  User: fromServer(userShape, "A person's public account.", user, {
    createdAt: "When the account was made, in milliseconds since 1970.",
    deleted:
      "The account is deleted. `username` and `displayName` are the same for all such users: clients say it in words of their own.",
  }),
  UserResult: fromServer(userResultShape, "One user.", { user }),
  UsersResult: fromServer(usersResultShape, "The users who were asked for, as far as they exist, in any order.", {
    items: [user],
    next: null,
  }),
  Device: fromServer(deviceShape, "A device that is signed in.", device, {
    createdAt: "When the device first signed in, in milliseconds since 1970.",
    network:
      "Where it last signed in or refreshed its tokens: the /24 of IPv4 or the /48 of IPv6. Null if no address is known.",
  }),
  DevicesResult: fromServer(devicesResultShape, "The devices that are signed in, the most recently seen first.", {
    items: [device],
    next: null,
  }),
  Session: fromServer(
    sessionResultShape,
    "A signed-in device and its tokens.",
    {
      user: user,
      device: { id: deviceId },
      ...tokens,
    },
    { device: "The device that signed in; name its id at the next login." },
  ),
  Tokens: fromServer(tokensShape, "The next pair of tokens; the earlier refresh token must not be used again.", tokens),
} as const satisfies Record<string, Component>;

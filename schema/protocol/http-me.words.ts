// The API documents' texts for one's own account. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { timeMs } from "./examples/story.ts";
import {
  accountLeavingShape,
  changePasswordBodyShape,
  deleteAccountBodyShape,
  passwordChangedShape,
  securityEventShape,
  securityEventsResultShape,
} from "./http-me.ts";

const failed = {
  id: "failed_user_0e1f2a3b4c5d6f1c2d3e4b5a49788c6d_498611_203.0.113.0/24",
  at: timeMs,
  event: "sign-in-failed",
  deviceId: null,
  network: "203.0.113.0/24",
  count: 7,
  locked: true,
};

export const meComponents = {
  ChangePasswordBody: fromClient(
    changePasswordBodyShape,
    "A change of the caller's password.",
    {
      current: "correct horse battery",
      next: "staple the correct horse",
    },
    { current: "The password until now.", next: "The new password." },
  ),
  PasswordChanged: fromServer(passwordChangedShape, "The password is changed.", {
    deviceSecret: "user_alice.device_laptop.secret.mac",
  }),
  DeleteAccountBody: fromClient(
    deleteAccountBodyShape,
    "The end of the caller's account.",
    { password: "correct horse battery", eraseMessages: false },
    {
      password: "The current password.",
      eraseMessages:
        "Whether what the user has written is to be erased, too. Stored; the erasure comes with a later version.",
    },
  ),
  AccountLeaving: fromServer(
    accountLeavingShape,
    "The account is about to be deleted.",
    { endsAt: timeMs + 1_209_600_000 },
    { endsAt: "Until then the user may come back by signing in with `restore: true`, in milliseconds since 1970." },
  ),
  SecurityEvent: fromServer(
    securityEventShape,
    "Something that happened to the account. Which fields it has depends on `event`. A client shows an event that it does not know by its time.",
    failed,
    {
      at: "When it happened, in milliseconds since 1970; of failed passwords the hour in which they came.",
      event:
        "`registered`, `signed-in`, `sign-in-failed`, `signed-out`, `password-changed`, `email-changed`, `email-removed`, `username-changed`, `refresh-token-reused`, `sign-in-locked`, `suspended`, `restored`, `deletion-begun`, `deletion-cancelled`, or another that a newer server knows.",
      deviceId: "The device that it happened to; null if it concerns the whole account.",
      by: "Who or what signed the device out: `itself`, `other-device`, `device-limit`, `token-reuse`, `password-change`, `operator`, `login-policy`, `account-deletion`, or another.",
      byDeviceId: "The device that caused the sign-out.",
      network: "Where failed passwords came from: the /24 of IPv4 or the /48 of IPv6. Null if no address is known.",
      count: "How many passwords failed in this hour, from this network.",
      until:
        "When the suspension ends by itself, in milliseconds since 1970; null: it does not. Of `deletion-begun`: when the account is deleted.",
      locked: "Whether so many failed that for a while no password was taken from there.",
    },
  ),
  SecurityEventsResult: fromServer(securityEventsResultShape, "What happened to the account, the newest first.", {
    items: [failed],
    next: null,
  }),
} as const satisfies Record<string, Component>;

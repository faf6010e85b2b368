// The API documents' texts for users as operators see them. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { deviceId, timeMs } from "./examples/story.ts";
import { user } from "./http-auth.words.ts";
import {
  accountResultShape,
  signedInDeviceShape,
  suspendBodyShape,
  suspendedUserShape,
  suspensionResultShape,
  suspensionShape,
  suspensionsResultShape,
} from "./http-accounts-of-users.ts";
import { reasonWords } from "./http-operators.words.ts";

const suspension = { at: timeMs, by: "olga", reason: "sells things in every group", until: null };

const device = {
  id: deviceId,
  platform: "web" as const,
  name: "Firefox on the laptop",
  createdAt: timeMs - 86_400_000,
  lastSeenAt: timeMs,
};

export const accountsOfUsersComponents = {
  Suspension: fromServer(suspensionShape, "A suspension in force.", suspension, {
    at: "When it began, in milliseconds since 1970.",
    by: "The operator's name.",
    reason: "Why, as the operator said. The user is not told.",
    until: "When it ends by itself, in milliseconds since 1970; null: it does not.",
  }),
  SuspendBody: fromClient(
    suspendBodyShape,
    "A suspension.",
    { reason: "sells things in every group", until: null },
    {
      reason: reasonWords,
      until: "When it ends by itself, in milliseconds since 1970, which lies ahead; null or left out: it does not.",
    },
  ),
  SignedInDevice: fromServer(signedInDeviceShape, "A device on which the user is signed in.", device, {
    createdAt: "When the device first signed in, in milliseconds since 1970.",
  }),
  AccountResult: fromServer(
    accountResultShape,
    "A user as operators see them.",
    { user, suspension: null, devices: [device] },
    {
      suspension: "The suspension in force; null: there is none.",
      devices: "The devices that are signed in, the most recently seen first.",
    },
  ),
  SuspensionResult: fromServer(suspensionResultShape, "The user is suspended.", { suspension }),
  SuspendedUser: fromServer(suspendedUserShape, "A user who is suspended.", { user, suspension }),
  SuspensionsResult: fromServer(
    suspensionsResultShape,
    "A page of the users who are suspended, the latest first. It may be some seconds behind.",
    { items: [{ user, suspension }], next: null },
  ),
} as const satisfies Record<string, Component>;

// Presence: who is online, as far as they let the user see it. Frames without a seq, of which the latest wins.
import * as v from "valibot";
import type { Platform } from "./http-auth.ts";
import { timeMs as exampleMs, userIds } from "./examples/story.ts";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { upShape } from "./request-id.ts";
import { listShape, queryList, strictShape, timeMs } from "./shape.ts";

/** The kinds of devices that others are told of, in the order in which they are listed. */
export const deviceKinds = ["phone", "web", "desktop"] as const;
/** A kind of device with which others are told that somebody is online. */
export type DeviceKind = (typeof deviceKinds)[number];

/** Null: of no kind that others are told of. */
export const deviceKindOf: Readonly<Record<Platform, DeviceKind | null>> = {
  ios: "phone",
  android: "phone",
  mini: "phone",
  web: "web",
  desktop: "desktop",
  bot: null,
};

/** `lastSeenAt`: only of who is offline and lets the user see it. */
export const presenceShape = strictShape({
  userId: userIdShape,
  online: v.boolean(),
  away: v.boolean(),
  devices: v.array(v.picklist(deviceKinds)),
  lastSeenAt: v.exactOptional(timeMs),
});
/** Somebody as the user sees them now. */
export type Presence = v.InferOutput<typeof presenceShape>;

export const presenceQueryShape = strictShape({ userIds: queryList(userIdShape, wireLimits.maxUsersPerLookup) });
export const presenceResultShape = listShape(presenceShape);

export const watchPresenceFrame = upShape("watch-presence", {
  userIds: v.pipe(v.array(userIdShape), v.maxLength(wireLimits.maxWatched)),
});
export type WatchPresenceFrame = v.InferOutput<typeof watchPresenceFrame>;

export const watchPresence = {
  type: "watch-presence",
  name: "WatchPresenceFrame",
  shape: watchPresenceFrame,
  answeredBy: ["presence", "done"],
  codes: ["TOO_MANY"],
  words:
    "Watches these people from now on, and nobody else, on this socket. `presence` says how those are whom it did not watch " +
    "before, then `done` follows; later each change comes. Oneself is left out. After `UNAVAILABLE`, send it again: it goes on where it was.",
  fields: { userIds: "All whom this socket watches; takes the place of the list before." },
  example: { type: "watch-presence", userIds: [userIds.bob] },
} as const satisfies UpFrameKind<WatchPresenceFrame>;

export const setActivityFrame = upShape("set-activity", { front: v.boolean() });
export type SetActivityFrame = v.InferOutput<typeof setActivityFrame>;

export const setActivity = {
  type: "set-activity",
  name: "SetActivityFrame",
  shape: setActivityFrame,
  answeredBy: ["done"],
  codes: [],
  words:
    "Whether a person looks at this device. Five minutes after the last of the user's devices said that nobody does, the user is " +
    "away. A socket that says nothing counts as looked at.",
  fields: { front: "Whether a person looks at it." },
  example: { type: "set-activity", front: false },
} as const satisfies UpFrameKind<SetActivityFrame>;

/** Many at once: a thousand who come online in a second are a few frames. */
export const presenceFrame = strictShape({ type: v.literal("presence"), people: v.array(presenceShape) });
export type PresenceFrame = v.InferOutput<typeof presenceFrame>;

export const presence = {
  type: "presence",
  name: "PresenceFrame",
  shape: presenceFrame,
  words: "How people are whom this socket watches: all who changed at about the same time. Latest wins.",
  fields: { people: "Each takes the place of what was known of them." },
  example: {
    type: "presence",
    people: [
      { userId: userIds.bob, online: true, away: false, devices: ["phone"] },
      { userId: userIds.carol, online: false, away: false, devices: [], lastSeenAt: exampleMs },
    ],
  },
} as const satisfies DownFrameKind<PresenceFrame>;

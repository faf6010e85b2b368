// The event `group-changed`: a group was created, changed or dissolved.
import * as v from "valibot";
import { groupId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { groupInfoShape, groupSettingsShape } from "../group.ts";
import { userIdShape } from "../ids.ts";
import { wireLimits } from "../limits.ts";
import { strictShape, wellFormedText } from "../shape.ts";
import type { UnknownChange, With } from "../unknown.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { eventShape } from "./event-shape.ts";

/** What changed in the group itself. A transfer of ownership is two changes of role in `member-changed`. */
export const groupChangeShape = v.variant("kind", [
  strictShape({ kind: v.literal("created"), ...groupInfoShape.entries, settings: groupSettingsShape }),
  strictShape({ kind: v.literal("info"), ...v.partial(groupInfoShape).entries }),
  strictShape({ kind: v.literal("settings"), ...v.partial(groupSettingsShape).entries }),
  strictShape({ kind: v.literal("announcement"), text: wellFormedText(wireLimits.announcementMaxChars) }),
  strictShape({ kind: v.literal("all-silenced"), allSilenced: v.boolean() }),
  strictShape({ kind: v.literal("dissolved") }),
]);
export type GroupChange = v.InferOutput<typeof groupChangeShape>;

const groupChangedFrame = eventShape("group-changed", {
  actorId: userIdShape,
  change: groupChangeShape,
});
type Known = v.InferOutput<typeof groupChangedFrame>;
/** As a client gets it: the change may be of a kind that a newer server knows; then there may be a `fallback`. */
export type GroupChangedFrame = With<Known, { change: GroupChange | UnknownChange; fallback?: string }>;

export const groupChanged = {
  ...plainEvent,
  type: "group-changed",
  shape: groupChangedFrame,
  words: "The group was made, changed or dissolved.",
  example: {
    type: "group-changed",
    conversationId: groupId,
    seq: 18,
    actorId: userIds.alice,
    createdAt: exampleTime,
    change: { kind: "info", name: "Coffee at four" },
  },
} as const satisfies EventKind<Known>;

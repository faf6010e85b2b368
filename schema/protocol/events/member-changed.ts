// The event `member-changed`: members of a group joined, left or were changed.
import * as v from "valibot";
import { groupId, timeMs as exampleTime, userIds } from "../examples/story.ts";
import { joinedHowShape, roleShape } from "../group.ts";
import { userIdShape } from "../ids.ts";
import { wireLimits } from "../limits.ts";
import { strictShape, timeMs, wellFormedText } from "../shape.ts";
import type { UnknownChange, With } from "../unknown.ts";
import { plainEvent, type EventKind } from "./event-kind.ts";
import { eventShape } from "./event-shape.ts";

/** What changed for the members. */
export const memberChangeShape = v.variant("kind", [
  strictShape({ kind: v.literal("joined"), how: joinedHowShape, role: roleShape }),
  strictShape({ kind: v.literal("left") }),
  strictShape({ kind: v.literal("removed"), banned: v.boolean() }),
  strictShape({ kind: v.literal("role"), role: roleShape }),
  strictShape({ kind: v.literal("silenced"), silencedUntil: v.nullable(timeMs) }),
  strictShape({ kind: v.literal("nickname"), nickname: wellFormedText(wireLimits.nicknameMaxChars) }),
]);
export type MemberChange = v.InferOutput<typeof memberChangeShape>;

/** The same change for each of `userIds`: users who are added together are in one event. */
const memberChangedFrame = eventShape("member-changed", {
  actorId: userIdShape,
  userIds: v.pipe(v.array(userIdShape), v.minLength(1)),
  change: memberChangeShape,
});
type Known = v.InferOutput<typeof memberChangedFrame>;
/** As a client gets it: the change may be of a kind that a newer server knows; then there may be a `fallback`. */
export type MemberChangedFrame = With<Known, { change: MemberChange | UnknownChange; fallback?: string }>;

export const memberChanged = {
  ...plainEvent,
  type: "member-changed",
  shape: memberChangedFrame,
  joins: ({ userIds: who, actorId, change }) =>
    change.kind === "joined" ? { userIds: who, actorId, how: change.how } : null,
  // Messages from before they joined are not unread for new members.
  marksAllRead: ({ userIds: who, change }) => (change.kind === "joined" ? who : []),
  words:
    "The same happened to each of these members: they came, went, or were changed. Who goes gets this as their last event.",
  example: {
    type: "member-changed",
    conversationId: groupId,
    seq: 18,
    actorId: userIds.alice,
    createdAt: exampleTime,
    userIds: [userIds.bob, userIds.carol],
    change: { kind: "joined", how: "added", role: "member" },
  },
} as const satisfies EventKind<Known>;

// Groups as clients see them: what a group is, who is in it, and the events that change either.
import * as v from "valibot";
import { strictShape, count, seqNumber, timeMs, wellFormedText } from "./shape.ts";
import { conversationIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";

/** What a member may do depends on it: docs/permissions.md has the table. */
export const roleShape = v.picklist(["owner", "admin", "member"]);
export type Role = v.InferOutput<typeof roleShape>;

/** How one comes in without being added by a member: freely, on an admin's approval, with the password, by a link only, not at all. */
export const joinPolicyShape = v.picklist(["free", "approval", "password", "link", "closed"]);
export type JoinPolicy = v.InferOutput<typeof joinPolicyShape>;

/** Who may do it: every member, or admins and the owner. */
const whoShape = v.picklist(["members", "admins"]);

export const groupSettingsShape = strictShape({
  joinPolicy: joinPolicyShape,
  /** Add members, make links. */
  mayInvite: whoShape,
  mayMentionAll: whoShape,
  /** Name, avatar, description, announcement. */
  mayEditInfo: whoShape,
  mayPin: whoShape,
  /** `admins`: only they may write; to all others the group is read-only. */
  maySend: whoShape,
  /** Newcomers see what was written before they joined. */
  historyVisible: v.boolean(),
});
export type GroupSettings = v.InferOutput<typeof groupSettingsShape>;

const nameShape = v.pipe(
  wellFormedText(wireLimits.groupNameMaxChars, 1),
  v.check((name) => name.trim() !== "", "blank"),
);
const infoFields = {
  name: nameShape,
  description: wellFormedText(wireLimits.groupDescriptionMaxChars),
  /** A reference to a file or an address; "" for none. */
  avatar: wellFormedText(wireLimits.groupAvatarMaxChars),
};
export const groupInfoShape = strictShape(infoFields);
export type GroupInfo = v.InferOutput<typeof groupInfoShape>;

/** What anyone may know of a group. */
const profileFields = { id: conversationIdShape, ...infoFields, memberCount: count, joinPolicy: joinPolicyShape };
export const groupProfileShape = strictShape(profileFields);
export type GroupProfile = v.InferOutput<typeof groupProfileShape>;

/** A group in a list of conversations. */
export const listedGroupShape = strictShape({ name: infoFields.name, avatar: infoFields.avatar, memberCount: count });
export type ListedGroup = v.InferOutput<typeof listedGroupShape>;

export const announcementShape = strictShape({
  text: wellFormedText(wireLimits.announcementMaxChars),
  authorId: userIdShape,
  seq: seqNumber,
  createdAt: timeMs,
});
export type Announcement = v.InferOutput<typeof announcementShape>;

export const memberShape = strictShape({
  userId: userIdShape,
  role: roleShape,
  /** The name they go by in this group; "" for their own. */
  nickname: wellFormedText(wireLimits.nicknameMaxChars),
  /** May not write before this time; null: not muted. */
  mutedUntil: v.nullable(timeMs),
  /** The event with which they joined. */
  joinedSeq: seqNumber,
});
export type Member = v.InferOutput<typeof memberShape>;

/** A group as its members see it; `self` is the asking member. */
export const groupShape = strictShape({
  ...profileFields,
  ownerId: userIdShape,
  settings: groupSettingsShape,
  /** Only admins and the owner may write. */
  allMuted: v.boolean(),
  announcement: v.nullable(announcementShape),
  self: memberShape,
});
export type Group = v.InferOutput<typeof groupShape>;

/** How somebody came in. */
const joinedHowShape = v.picklist(["created", "added", "free", "approved", "password", "link"]);
export type JoinedHow = v.InferOutput<typeof joinedHowShape>;

/** What happened to one member. */
export const memberChangeShape = v.variant("kind", [
  strictShape({ kind: v.literal("joined"), how: joinedHowShape, role: roleShape }),
  strictShape({ kind: v.literal("left") }),
  strictShape({ kind: v.literal("removed"), banned: v.boolean() }),
  strictShape({ kind: v.literal("role"), role: roleShape }),
  strictShape({ kind: v.literal("muted"), mutedUntil: v.nullable(timeMs) }),
  strictShape({ kind: v.literal("nickname"), nickname: wellFormedText(wireLimits.nicknameMaxChars) }),
]);
export type MemberChange = v.InferOutput<typeof memberChangeShape>;

/** What happened to the group itself. A transfer is two changes of role in `member-changed`. */
export const groupChangeShape = v.variant("kind", [
  strictShape({ kind: v.literal("created"), ...infoFields, settings: groupSettingsShape }),
  strictShape({ kind: v.literal("info"), ...v.partial(groupInfoShape).entries }),
  strictShape({ kind: v.literal("settings"), ...v.partial(groupSettingsShape).entries }),
  strictShape({ kind: v.literal("announcement"), text: wellFormedText(wireLimits.announcementMaxChars) }),
  strictShape({ kind: v.literal("all-muted"), allMuted: v.boolean() }),
  strictShape({ kind: v.literal("dissolved") }),
]);
export type GroupChange = v.InferOutput<typeof groupChangeShape>;

/** `unread`: as in a `new-message`. */
const eventFields = {
  conversationId: conversationIdShape,
  seq: seqNumber,
  actorId: userIdShape,
  createdAt: timeMs,
  unread: v.exactOptional(count),
};

/** The same change for each of `userIds`: who is added together comes in one event. */
export const memberChangedFrame = strictShape({
  type: v.literal("member-changed"),
  ...eventFields,
  userIds: v.pipe(v.array(userIdShape), v.minLength(1)),
  change: memberChangeShape,
});
export type MemberChangedFrame = v.InferOutput<typeof memberChangedFrame>;

export const groupChangedFrame = strictShape({
  type: v.literal("group-changed"),
  ...eventFields,
  change: groupChangeShape,
});
export type GroupChangedFrame = v.InferOutput<typeof groupChangedFrame>;

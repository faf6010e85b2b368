// Groups in the form that clients see: the group, its settings and its members.
import * as v from "valibot";
import { strictShape, count, seqNumber, timeMs, wellFormedText } from "./shape.ts";
import { conversationIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";

/** Determines what a member may do: docs/permissions.md has the table. */
export const roleShape = v.picklist(["owner", "admin", "member"]);
export type Role = v.InferOutput<typeof roleShape>;

/** How somebody became a member. */
export const joinedHowShape = v.picklist(["created", "added", "free", "approved", "password", "link"]);
export type JoinedHow = v.InferOutput<typeof joinedHowShape>;

/**
 * How users can join without being added: freely, with an admin's approval, with the password, by a link only, or not
 * at all.
 */
export const joinPolicyShape = v.picklist(["free", "approval", "password", "link", "closed"]);
export type JoinPolicy = v.InferOutput<typeof joinPolicyShape>;

/** Who may do it: every member, or only admins and the owner. */
const whoShape = v.picklist(["members", "admins"]);

export const groupSettingsShape = strictShape({
  joinPolicy: joinPolicyShape,
  /** Add members, make links. */
  mayInvite: whoShape,
  mayMentionAll: whoShape,
  /** Name, avatar, description, announcement. */
  mayEditInfo: whoShape,
  mayPin: whoShape,
  /** `admins`: only admins and the owner may send; the group is read-only for all others. */
  maySend: whoShape,
  /** Whether new members see messages from before they joined: those since this was switched on. */
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
  /** A picture's path on the server, an emoji, or a reference of an app's own; "" for none. */
  avatar: wellFormedText(wireLimits.groupAvatarMaxChars),
};
export const groupInfoShape = strictShape(infoFields);
export type GroupInfo = v.InferOutput<typeof groupInfoShape>;

/** The fields that anyone may know of a group. */
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
  /** The member's name in this group; "" if they use their own. */
  nickname: wellFormedText(wireLimits.nicknameMaxChars),
  /** The member may not send before this time; null: they may send. */
  silencedUntil: v.nullable(timeMs),
  /** The seq of the event with which they joined. */
  joinedSeq: seqNumber,
  /** Who added or invited them; in lists for admins and the owner, where it is known. */
  letInBy: v.exactOptional(userIdShape),
});
export type Member = v.InferOutput<typeof memberShape>;

/** A group in the form that its members see; `self` is the asking member. */
export const groupShape = strictShape({
  ...profileFields,
  ownerId: userIdShape,
  settings: groupSettingsShape,
  /** True: only admins and the owner may send. */
  allSilenced: v.boolean(),
  announcement: v.nullable(announcementShape),
  self: memberShape,
});
export type Group = v.InferOutput<typeof groupShape>;

// HTTP bodies of groups: creation and changes, members, ways to join, bans.
import * as v from "valibot";
import { isPictureAvatar } from "./avatars.ts";
import { pageLimit } from "./page-query.ts";
import {
  strictShape,
  count,
  cursorShape,
  listFields,
  listShape,
  seqNumber,
  textOrNone,
  timeMs,
  wellFormedText,
} from "./shape.ts";
import {
  announcementShape,
  groupInfoShape,
  groupProfileShape,
  groupSettingsShape,
  groupShape,
  memberShape,
  roleShape,
} from "./group.ts";
import { peopleFields } from "./http-auth.ts";
import { inboxQueryShape } from "./http-conversations.ts";
import { clientMsgIdShape, conversationIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import { nameOrNoneShape, nameShape } from "./names.ts";
import { conversationShape } from "./sync.ts";

const info = groupInfoShape.entries;
const setting = groupSettingsShape.entries;

const descriptionShape = textOrNone(wireLimits.groupDescriptionMaxChars);
const userIdsShape = v.pipe(v.array(userIdShape), v.maxLength(wireLimits.maxUsersPerRequest));
const newPasswordShape = wellFormedText(wireLimits.groupPasswordMaxChars, wireLimits.groupPasswordMinChars);
/** Shorter ones were set before they had to be longer. */
const passwordShape = wellFormedText(wireLimits.groupPasswordMaxChars, 1);

/** The settings of a new group, where its creator does not choose others. */
const newSettingsShape = strictShape({
  joinPolicy: v.optional(setting.joinPolicy, "approval"),
  mayInvite: v.optional(setting.mayInvite, "members"),
  mayMentionAll: v.optional(setting.mayMentionAll, "admins"),
  mayEditInfo: v.optional(setting.mayEditInfo, "admins"),
  mayPin: v.optional(setting.mayPin, "admins"),
  maySend: v.optional(setting.maySend, "members"),
  historyVisible: v.optional(setting.historyVisible, false),
});

/**
 * `memberIds`: members from the start, beside the creator. `clientGroupId`: repeated by the same creator, it names the
 * same group.
 */
export const createGroupBodyShape = v.pipe(
  strictShape({
    name: nameShape(wireLimits.groupNameMaxChars),
    description: v.optional(descriptionShape, ""),
    avatar: v.optional(
      v.pipe(
        info.avatar,
        v.check((avatar) => !isPictureAvatar(avatar), "no group has it yet"),
      ),
      "",
    ),
    settings: v.optional(newSettingsShape, {}),
    memberIds: userIdsShape,
    clientGroupId: v.exactOptional(clientMsgIdShape),
  }),
  v.forward(
    v.check(({ settings }) => settings.joinPolicy !== "password", "no password yet"),
    ["settings", "joinPolicy"],
  ),
);

export type CreateGroupBody = v.InferInput<typeof createGroupBodyShape>;

const infoKeys = new Set(["name", "description", "avatar"]);
const settingsKeys = new Set(["settings", "password"]);
const kindOfChange = (key: string): string =>
  infoKeys.has(key) ? "info" : settingsKeys.has(key) ? "settings" : "all-silenced";

/**
 * One kind of change per request, so that none is half done: name and description; settings and password; silencing all
 * members.
 */
export const editGroupBodyShape = v.pipe(
  strictShape({
    name: v.exactOptional(nameShape(wireLimits.groupNameMaxChars)),
    description: v.exactOptional(descriptionShape),
    avatar: v.exactOptional(info.avatar),
    settings: v.exactOptional(
      strictShape({
        joinPolicy: v.exactOptional(setting.joinPolicy),
        mayInvite: v.exactOptional(setting.mayInvite),
        mayMentionAll: v.exactOptional(setting.mayMentionAll),
        mayEditInfo: v.exactOptional(setting.mayEditInfo),
        mayPin: v.exactOptional(setting.mayPin),
        maySend: v.exactOptional(setting.maySend),
        historyVisible: v.exactOptional(setting.historyVisible),
      }),
    ),
    password: v.exactOptional(newPasswordShape),
    allSilenced: v.exactOptional(v.boolean()),
  }),
  v.check((body) => new Set(Object.keys(body).map(kindOfChange)).size === 1, "one kind of change"),
);
export type EditGroupBody = v.InferOutput<typeof editGroupBodyShape>;

export const addMembersBodyShape = strictShape({ userIds: v.pipe(userIdsShape, v.minLength(1)) });

/** One change per request. A new owner is made by a transfer. */
export const editMemberBodyShape = v.pipe(
  strictShape({
    role: v.exactOptional(v.picklist(["admin", "member"])),
    nickname: v.exactOptional(nameOrNoneShape(wireLimits.nicknameMaxChars)),
    /** Null: the member may send again. */
    silencedUntil: v.exactOptional(memberShape.entries.silencedUntil),
  }),
  v.check((body) => Object.keys(body).length === 1, "one change"),
);
export type EditMemberBody = v.InferOutput<typeof editMemberBodyShape>;

export const transferGroupBodyShape = strictShape({ userId: userIdShape });
export const announceBodyShape = strictShape({ text: textOrNone(wireLimits.announcementMaxChars) });

/** `message`: for the admins who answer the request. */
export const joinGroupBodyShape = strictShape({
  password: v.exactOptional(passwordShape),
  message: v.exactOptional(textOrNone(wireLimits.joinMessageMaxChars)),
});
export const answerRequestBodyShape = strictShape({ accept: v.boolean() });

/** Null: no end, no bound. */
const linkTerms = {
  expiresAt: v.nullable(timeMs),
  maxUses: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
};
export const makeLinkBodyShape = strictShape({
  expiresAt: v.optional(linkTerms.expiresAt, null),
  maxUses: v.optional(linkTerms.maxUses, null),
});

export const linkIdShape = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));
/** `<groupId>.<secret>`: names the group, so that no other actor is asked. */
export const linkTokenShape = v.pipe(v.string(), v.regex(/^group_[0-9a-hjkmnp-tv-z]{26}\.[A-Za-z0-9_-]{32}$/));

export const groupsQueryShape = strictShape({
  cursor: inboxQueryShape.entries.cursor,
  limit: inboxQueryShape.entries.limit,
});

/** `prefix`: the start of the nickname or user id, in any case. `cursor`: the `next` of the page before. */
export const membersQueryShape = strictShape({
  role: v.exactOptional(roleShape),
  prefix: v.exactOptional(wellFormedText(wireLimits.nicknameMaxChars, 1)),
  cursor: v.exactOptional(cursorShape),
  limit: pageLimit,
});

export const groupResultShape = strictShape({ group: groupShape });
export type GroupResult = v.InferOutput<typeof groupResultShape>;

/** Who would have been put into a group, and has an invitation instead; left out: nobody. */
const invitedField = { invited: v.exactOptional(v.array(userIdShape)) };

export const createdGroupResultShape = strictShape({
  group: groupShape,
  conversation: conversationShape,
  ...invitedField,
});
export type CreatedGroupResult = v.InferOutput<typeof createdGroupResultShape>;

/** `group`: only for members. */
export const groupViewResultShape = strictShape({
  profile: groupProfileShape,
  group: v.exactOptional(groupShape),
  /** The caller cannot join in any way. */
  banned: v.exactOptional(v.literal(true)),
  /** The caller has asked to join, and nobody has answered. */
  requested: v.exactOptional(v.literal(true)),
});
export type GroupViewResult = v.InferOutput<typeof groupViewResultShape>;

export const groupProfileResultShape = strictShape({ profile: groupProfileShape });
export type GroupProfileResult = v.InferOutput<typeof groupProfileResultShape>;

export const groupsResultShape = listShape(conversationShape);
export type GroupsResult = v.InferOutput<typeof groupsResultShape>;

/** The event of the change; null: nothing changed, so there is no event. */
const changeFields = { seq: v.nullable(seqNumber) };
export const groupChangeResultShape = strictShape(changeFields);
export type GroupChangeResult = v.InferOutput<typeof groupChangeResultShape>;

/** `joined`: users who were not members before. */
export const addMembersResultShape = strictShape({ ...changeFields, joined: v.array(userIdShape), ...invitedField });
export type AddMembersResult = v.InferOutput<typeof addMembersResultShape>;

/** `people`: the members. */
export const membersResultShape = strictShape({ ...listFields(memberShape), ...peopleFields });
export type MembersResult = v.InferOutput<typeof membersResultShape>;

/** Exactly one: the caller is a member, or their request waits for an answer. `conversation`: if they are a member. */
export const joinGroupResultShape = strictShape({
  groupId: conversationIdShape,
  joined: v.boolean(),
  requested: v.boolean(),
  conversation: v.exactOptional(conversationShape),
});
export type JoinGroupResult = v.InferOutput<typeof joinGroupResultShape>;

export const joinRequestShape = strictShape({
  userId: userIdShape,
  message: wellFormedText(wireLimits.joinMessageMaxChars),
  createdAt: timeMs,
});
export type JoinRequest = v.InferOutput<typeof joinRequestShape>;
export const joinRequestsResultShape = listShape(joinRequestShape);
export type JoinRequestsResult = v.InferOutput<typeof joinRequestsResultShape>;

export const banShape = strictShape({ userId: userIdShape, bannedBy: userIdShape, createdAt: timeMs });
export type Ban = v.InferOutput<typeof banShape>;
export const bansResultShape = listShape(banShape);
export type BansResult = v.InferOutput<typeof bansResultShape>;

/** `uses`: times that the link was used so far. */
export const groupLinkShape = strictShape({
  linkId: linkIdShape,
  token: linkTokenShape,
  createdBy: userIdShape,
  ...linkTerms,
  uses: count,
});
export type GroupLink = v.InferOutput<typeof groupLinkShape>;
export const groupLinkResultShape = strictShape({ link: groupLinkShape });
export const groupLinksResultShape = listShape(groupLinkShape);
export type GroupLinksResult = v.InferOutput<typeof groupLinksResultShape>;

export const announcementsResultShape = listShape(announcementShape);
export type AnnouncementsResult = v.InferOutput<typeof announcementsResultShape>;

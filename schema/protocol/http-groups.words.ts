// The API documents' texts for the bodies of groups. Workers do not bundle them.
import { fromClient, fromServer, type Component } from "./component.ts";
import { groupId, groupInfo, linkId, linkToken, timeMs, userIds } from "./examples/story.ts";
import { announcement, group, groupProfile, listedGroup, member } from "./group.words.ts";
import { user } from "./http-auth.words.ts";
import { conversation } from "./http-conversations.words.ts";
import {
  addMembersBodyShape,
  addMembersResultShape,
  announceBodyShape,
  announcementsResultShape,
  answerRequestBodyShape,
  banShape,
  bansResultShape,
  createGroupBodyShape,
  createdGroupResultShape,
  editGroupBodyShape,
  editMemberBodyShape,
  groupChangeResultShape,
  groupLinkResultShape,
  groupLinkShape,
  groupLinksResultShape,
  groupProfileResultShape,
  groupResultShape,
  groupViewResultShape,
  groupsResultShape,
  joinGroupBodyShape,
  joinGroupResultShape,
  joinRequestShape,
  joinRequestsResultShape,
  makeLinkBodyShape,
  membersResultShape,
  transferGroupBodyShape,
} from "./http-groups.ts";

const dayMs = 86_400_000;

const hourMs = 3_600_000;

const { peerId: _peerId, ...entry } = conversation;

export const groupConversation = { ...entry, kind: "group" as const, group: listedGroup, id: groupId };

const joinRequest = {
  userId: userIds.bob,
  message: "Alice told me of your coffee.",
  createdAt: timeMs - hourMs,
};

const ban = { userId: userIds.bob, bannedBy: userIds.alice, createdAt: timeMs - hourMs };

const groupLink = {
  linkId,
  token: linkToken,
  createdBy: userIds.alice,
  expiresAt: timeMs + 7 * dayMs,
  maxUses: 10,
  uses: 3,
};

export const groupBodyComponents = {
  CreateGroupBody: fromClient(
    createGroupBodyShape,
    "A new group and who is in it from the start, beside the one who makes it. It has no password yet: it cannot be joined by one.",
    {
      name: groupInfo.name,
      description: groupInfo.description,
      settings: { joinPolicy: "approval" },
      memberIds: [userIds.bob, userIds.carol],
    },
    { name: "The group's name." },
  ),
  EditGroupBody: fromClient(
    editGroupBodyShape,
    "One kind of change at a time, so that none is ever half done: `name`, `description` and `avatar`, or `settings` and `password`, or `allSilenced`.",
    { settings: { joinPolicy: "password" }, password: "three cups" },
    { name: "The group's name.", password: "The password to join by; needed before `joinPolicy` can be `password`." },
  ),
  AddMembersBody: fromClient(addMembersBodyShape, "Who shall be in; who is in already is passed over.", {
    userIds: [userIds.bob],
  }),
  EditMemberBody: fromClient(editMemberBodyShape, "One of them at a time.", {
    silencedUntil: groupLink.expiresAt,
  }),
  TransferGroupBody: fromClient(
    transferGroupBodyShape,
    "The member who shall be the owner.",
    { userId: userIds.bob },
    { userId: "Who shall be the owner." },
  ),
  AnnounceBody: fromClient(
    announceBodyShape,
    "What all members shall know; empty to take it away.",
    {
      text: announcement.text,
    },
    { text: "What to announce." },
  ),
  JoinGroupBody: fromClient(
    joinGroupBodyShape,
    "What the group's policy asks for.",
    {
      message: joinRequest.message,
    },
    { message: "A word to those who answer the request.", password: "The group's password, where one joins by it." },
  ),
  AnswerRequestBody: fromClient(answerRequestBodyShape, "Whether they come in.", { accept: true }),
  MakeLinkBody: fromClient(makeLinkBodyShape, "How long and how often a link works.", {
    expiresAt: groupLink.expiresAt,
    maxUses: 10,
  }),
  GroupLink: fromServer(groupLinkShape, "A way in, for whoever holds it.", groupLink),
  JoinRequest: fromServer(joinRequestShape, "Somebody asks to be let in.", joinRequest, {
    createdAt: "When they asked, in milliseconds since 1970.",
    message: "Their word to those who answer.",
    userId: "Who asks.",
  }),
  Ban: fromServer(banShape, "Somebody who may not come in.", ban, {
    createdAt: "When they were banned, in milliseconds since 1970.",
    userId: "Who may not come in.",
  }),
  GroupResult: fromServer(groupResultShape, "The group as it is now.", { group }),
  CreatedGroupResult: fromServer(createdGroupResultShape, "The group, and its entry in the caller's inbox.", {
    group: group,
    conversation: groupConversation,
  }),
  GroupViewResult: fromServer(
    groupViewResultShape,
    "What the caller may know of the group.",
    {
      profile: groupProfile,
      group: group,
    },
    {
      banned: "True when the caller is banned: no way in lets them in.",
      requested: "True while the caller's request to join waits for an answer.",
    },
  ),
  GroupProfileResult: fromServer(groupProfileResultShape, "The group that a link leads to.", {
    profile: groupProfile,
  }),
  GroupsResult: fromServer(groupsResultShape, "A page of the caller's groups.", {
    items: [groupConversation],
    next: null,
  }),
  GroupChangeResult: fromServer(
    groupChangeResultShape,
    "The change is committed.",
    { seq: 18 },
    { seq: "The event that tells of it; null when it was so already." },
  ),
  AddMembersResult: fromServer(
    addMembersResultShape,
    "They are in.",
    { seq: 18, joined: [userIds.bob] },
    {
      joined: "Those who were not in before.",
      seq: "The event that tells of it; null when all of them were in already.",
    },
  ),
  MembersResult: fromServer(membersResultShape, "A page of the members.", {
    items: [member],
    next: null,
    people: [user],
  }),
  JoinGroupResult: fromServer(joinGroupResultShape, "The caller is in, or their request waits for an answer.", {
    groupId: groupId,
    joined: true,
    requested: false,
    conversation: groupConversation,
  }),
  JoinRequestsResult: fromServer(joinRequestsResultShape, "The requests that wait.", {
    items: [joinRequest],
    next: null,
  }),
  BansResult: fromServer(bansResultShape, "Who may not come in.", { items: [ban], next: null }),
  GroupLinkResult: fromServer(groupLinkResultShape, "The new link.", { link: { ...groupLink, uses: 0 } }),
  GroupLinksResult: fromServer(groupLinksResultShape, "The links that work.", { items: [groupLink], next: null }),
  AnnouncementsResult: fromServer(announcementsResultShape, "The newest announcements, the newest first.", {
    items: [announcement],
    next: null,
  }),
} as const satisfies Record<string, Component>;

// Tooling, off the message's way: the shapes of groups that the API documents name, each with a sentence and an example.
import {
  announcementShape,
  groupProfileShape,
  groupSettingsShape,
  groupShape,
  listedGroupShape,
  memberShape,
} from "../../schema/protocol/group.ts";
import { groupChangeShape } from "../../schema/protocol/events/group-changed.ts";
import { memberChangeShape } from "../../schema/protocol/events/member-changed.ts";
import {
  addMembersBodyShape,
  addMembersResultShape,
  announceBodyShape,
  announcementsResultShape,
  answerRequestBodyShape,
  banShape,
  bansResultShape,
  createdGroupResultShape,
  createGroupBodyShape,
  editGroupBodyShape,
  editMemberBodyShape,
  groupChangeResultShape,
  groupLinkResultShape,
  groupLinkShape,
  groupLinksResultShape,
  groupProfileResultShape,
  groupResultShape,
  groupsResultShape,
  groupViewResultShape,
  joinGroupBodyShape,
  joinGroupResultShape,
  joinRequestShape,
  joinRequestsResultShape,
  makeLinkBodyShape,
  membersResultShape,
  transferGroupBodyShape,
} from "../../schema/protocol/http-groups.ts";
import { fromClient, fromServer, type Component } from "./component.ts";
import { groupId, groupInfo, userIds } from "../../schema/protocol/examples/story.ts";
import * as example from "./group-examples.ts";

/** What both documents use. */
export const groupPartComponents = {
  ListedGroup: fromServer(listedGroupShape, "What a list shows of a group.", example.listedGroup),
  GroupSettings: fromServer(groupSettingsShape, "What holds in a group.", example.groupSettings),
  MemberChange: fromServer(memberChangeShape, "What happened to a member.", example.memberChange),
  GroupChange: fromServer(
    groupChangeShape,
    "What happened to the group itself. `info` and `settings` hold only what changed. A transfer is two `member-changed`.",
    example.groupChange,
  ),
} as const satisfies Record<string, Component>;

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
  ),
  EditGroupBody: fromClient(
    editGroupBodyShape,
    "One kind of change at a time, so that none is ever half done: `name`, `description` and `avatar`, or `settings` and `password`, or `allMuted`.",
    { settings: { joinPolicy: "password" }, password: "three cups" },
  ),
  AddMembersBody: fromClient(addMembersBodyShape, "Who shall be in; who is in already is passed over.", {
    userIds: [userIds.bob],
  }),
  EditMemberBody: fromClient(editMemberBodyShape, "One of them at a time.", {
    mutedUntil: example.groupLink.expiresAt,
  }),
  TransferGroupBody: fromClient(transferGroupBodyShape, "The member who shall be the owner.", { userId: userIds.bob }),
  AnnounceBody: fromClient(announceBodyShape, "What all members shall know; empty to take it away.", {
    text: example.announcement.text,
  }),
  JoinGroupBody: fromClient(joinGroupBodyShape, "What the group's policy asks for.", {
    message: example.joinRequest.message,
  }),
  AnswerRequestBody: fromClient(answerRequestBodyShape, "Whether they come in.", { accept: true }),
  MakeLinkBody: fromClient(makeLinkBodyShape, "How long and how often a link works.", {
    expiresAt: example.groupLink.expiresAt,
    maxUses: 10,
  }),
  Announcement: fromServer(announcementShape, "An announcement.", example.announcement),
  Member: fromServer(memberShape, "A member of a group.", example.member),
  GroupProfile: fromServer(groupProfileShape, "What anyone may know of a group.", example.groupProfile),
  Group: fromServer(groupShape, "A group as its members see it.", example.group),
  GroupLink: fromServer(groupLinkShape, "A way in, for whoever holds it.", example.groupLink),
  JoinRequest: fromServer(joinRequestShape, "Somebody asks to be let in.", example.joinRequest),
  Ban: fromServer(banShape, "Somebody who may not come in.", example.ban),
  GroupResult: fromServer(groupResultShape, "The group as it is now.", { group: example.group }),
  CreatedGroupResult: fromServer(createdGroupResultShape, "The group, and its entry in the caller's inbox.", {
    group: example.group,
    conversation: example.groupConversation,
  }),
  GroupViewResult: fromServer(groupViewResultShape, "What the caller may know of the group.", {
    profile: example.groupProfile,
    group: example.group,
  }),
  GroupProfileResult: fromServer(groupProfileResultShape, "The group that a link leads to.", {
    profile: example.groupProfile,
  }),
  GroupsResult: fromServer(groupsResultShape, "A page of the caller's groups.", {
    conversations: [example.groupConversation],
    cursor: null,
  }),
  GroupChangeResult: fromServer(groupChangeResultShape, "The change is committed.", { seq: 18 }),
  AddMembersResult: fromServer(addMembersResultShape, "They are in.", { seq: 18, joined: [userIds.bob] }),
  MembersResult: fromServer(membersResultShape, "A page of the members.", {
    members: [example.member],
    cursor: null,
  }),
  JoinGroupResult: fromServer(joinGroupResultShape, "The caller is in, or their request waits for an answer.", {
    groupId: groupId,
    joined: true,
    requested: false,
    conversation: example.groupConversation,
  }),
  JoinRequestsResult: fromServer(joinRequestsResultShape, "The requests that wait.", {
    requests: [example.joinRequest],
  }),
  BansResult: fromServer(bansResultShape, "Who may not come in.", { bans: [example.ban] }),
  GroupLinkResult: fromServer(groupLinkResultShape, "The new link.", { link: { ...example.groupLink, uses: 0 } }),
  GroupLinksResult: fromServer(groupLinksResultShape, "The links that work.", { links: [example.groupLink] }),
  AnnouncementsResult: fromServer(announcementsResultShape, "The newest announcements, the newest first.", {
    announcements: [example.announcement],
  }),
} as const satisfies Record<string, Component>;

// The API documents' texts for groups. Workers do not bundle them.
import * as v from "valibot";
import { fromServer, kindsFromServer, unionFromServer, type Component } from "./component.ts";
import { groupChanged, groupChangeShape } from "./events/group-changed.ts";
import { memberChanged, memberChangeShape } from "./events/member-changed.ts";
import { groupId, groupInfo, timeMs, userIds } from "./examples/story.ts";
import {
  announcementShape,
  groupProfileShape,
  groupSettingsShape,
  groupShape,
  listedGroupShape,
  memberShape,
} from "./group.ts";

const hourMs = 3_600_000;

const groupSettings = {
  joinPolicy: "approval" as const,
  mayInvite: "members" as const,
  mayMentionAll: "admins" as const,
  mayEditInfo: "admins" as const,
  mayPin: "admins" as const,
  maySend: "members" as const,
  historyVisible: false,
};

export const groupProfile = {
  id: groupId,
  ...groupInfo,
  memberCount: 3,
  joinPolicy: groupSettings.joinPolicy,
};

export const announcement = {
  text: "Monday's coffee is on Tuesday.",
  authorId: userIds.alice,
  seq: 17,
  createdAt: timeMs - hourMs,
};

export const member = {
  userId: userIds.carol,
  role: "member" as const,
  nickname: "Caro",
  silencedUntil: null,
  joinedSeq: 1,
};

const self = { userId: userIds.alice, role: "owner" as const, nickname: "", silencedUntil: null, joinedSeq: 1 };

export const group = {
  ...groupProfile,
  ownerId: userIds.alice,
  settings: groupSettings,
  allSilenced: false,
  announcement,
  self,
};

const groupName = { name: "The group's name." };

export const listedGroup = { name: groupInfo.name, avatar: groupInfo.avatar, memberCount: groupProfile.memberCount };

const unknownChange = (kind: string) => ({
  shape: v.looseObject({ kind: v.string() }),
  description: "A change of a kind that this document does not know. It may have any further fields.",
  example: { kind },
  fields: { kind: "What happened." },
});

/** What happened to members, and to the group itself: shared by events on sockets and in history pages. */
export const changeComponents: Readonly<Record<string, Component>> = {
  ...unionFromServer(
    "MemberChange",
    memberChangeShape,
    "What happened to a member.",
    memberChanged.example.change,
    unknownChange("promised"),
  ),
  ...kindsFromServer("MemberChange", memberChangeShape.options, {
    joined: { description: "They came in.", example: memberChanged.example.change },
    left: { description: "They left.", example: { kind: "left" } },
    removed: { description: "They were removed.", example: { kind: "removed", banned: false } },
    role: { description: "Their role is another.", example: { kind: "role", role: "admin" } },
    silenced: {
      description: "They were silenced, or that ended.",
      example: { kind: "silenced", silencedUntil: timeMs + hourMs },
    },
    nickname: { description: "They go by another name.", example: { kind: "nickname", nickname: member.nickname } },
  }),
  ...unionFromServer(
    "GroupChange",
    groupChangeShape,
    "What happened to the group itself. A transfer is two `member-changed`.",
    groupChanged.example.change,
    unknownChange("merged"),
  ),
  ...kindsFromServer("GroupChange", groupChangeShape.options, {
    created: {
      description: "The group was made, as it stands here.",
      example: { kind: "created", ...groupInfo, settings: groupSettings },
      fields: groupName,
    },
    info: {
      description: "Name, description or avatar are others. It holds only what changed.",
      example: groupChanged.example.change,
      fields: groupName,
    },
    settings: {
      description: "Settings are others. It holds only what changed.",
      example: { kind: "settings", maySend: "admins" },
    },
    announcement: {
      description: "There is a new announcement; an empty text removes it.",
      example: { kind: "announcement", text: announcement.text },
      fields: { text: "The announcement." },
    },
    "all-silenced": {
      description: "All were silenced, or that ended.",
      example: { kind: "all-silenced", allSilenced: true },
    },
    dissolved: { description: "The group is no more: everyone is out.", example: { kind: "dissolved" } },
  }),
};

export const groupComponents = {
  ListedGroup: fromServer(listedGroupShape, "What a list shows of a group.", listedGroup, {
    name: "The group's name.",
  }),
  GroupSettings: fromServer(groupSettingsShape, "What holds in a group.", groupSettings),
  Announcement: fromServer(announcementShape, "An announcement.", announcement),
  Member: fromServer(memberShape, "A member of a group.", member),
  GroupProfile: fromServer(groupProfileShape, "What anyone may know of a group.", groupProfile, {
    id: "The group's id, which is its conversation's.",
    name: "The group's name.",
  }),
  Group: fromServer(groupShape, "A group as its members see it.", group, {
    id: "The group's id, which is its conversation's.",
    name: "The group's name.",
  }),
} as const satisfies Record<string, Component>;

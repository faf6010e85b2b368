// The API documents' texts for groups. Workers do not bundle them.
import { fromServer, type Component } from "./component.ts";
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

export const listedGroup = { name: groupInfo.name, avatar: groupInfo.avatar, memberCount: groupProfile.memberCount };

export const groupComponents = {
  ListedGroup: fromServer(listedGroupShape, "What a list shows of a group.", listedGroup, {
    name: "The group's name.",
  }),
  GroupSettings: fromServer(groupSettingsShape, "What holds in a group.", groupSettings),
  MemberChange: fromServer(memberChangeShape, "What happened to a member.", memberChanged.example.change, {
    kind: "`joined`, `left`, `removed`, or what of theirs is as stands beside it: `role`, `silenced`, `nickname`.",
  }),
  GroupChange: fromServer(
    groupChangeShape,
    "What happened to the group itself. `info` and `settings` hold only what changed. A transfer is two `member-changed`.",
    groupChanged.example.change,
    {
      kind: "`created`, `info` and `settings`: what stands beside it holds now; `announcement`; `all-silenced`; `dissolved`: everyone is out.",
      name: "The group's name.",
      text: "The announcement.",
    },
  ),
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

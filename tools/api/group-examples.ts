// Tooling, off the message's way: the same small story, where it is about groups.
import { groupChanged } from "../../schema/protocol/events/group-changed.ts";
import { memberChanged } from "../../schema/protocol/events/member-changed.ts";
import { groupId, groupInfo, linkId, linkToken, timeMs, userIds } from "../../schema/protocol/examples/story.ts";
import { conversation } from "./examples.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export const groupSettings = {
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
  mutedUntil: null,
  joinedSeq: 1,
};
const self = { userId: userIds.alice, role: "owner" as const, nickname: "", mutedUntil: null, joinedSeq: 1 };

export const group = {
  ...groupProfile,
  ownerId: userIds.alice,
  settings: groupSettings,
  allMuted: false,
  announcement,
  self,
};

const { peerId: _peerId, ...entry } = conversation;
export const listedGroup = { name: groupInfo.name, avatar: groupInfo.avatar, memberCount: groupProfile.memberCount };
export const groupConversation = { ...entry, kind: "group" as const, group: listedGroup, id: groupId };

export const joinRequest = {
  userId: userIds.bob,
  message: "Alice told me of your coffee.",
  createdAt: timeMs - hourMs,
};
export const ban = { userId: userIds.bob, bannedBy: userIds.alice, createdAt: timeMs - hourMs };
export const groupLink = {
  linkId,
  token: linkToken,
  createdBy: userIds.alice,
  expiresAt: timeMs + 7 * dayMs,
  maxUses: 10,
  uses: 3,
};

export const memberChange = memberChanged.example.change;
export const groupChange = groupChanged.example.change;

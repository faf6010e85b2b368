// A group that anybody may join, with the rights that a new group has.
import type { GroupSettings } from "../../schema/protocol/group.ts";

export const freeSettings: GroupSettings = {
  joinPolicy: "free",
  mayInvite: "members",
  mayMentionAll: "admins",
  mayEditInfo: "admins",
  mayPin: "admins",
  maySend: "members",
  historyVisible: false,
};

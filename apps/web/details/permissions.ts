// The actions that a member's role allows, so that the page offers none that the server would refuse. See
// docs/permissions.md.
import type { Group, Member, Role } from "@klatch/sdk";

const rank = { member: 0, admin: 1, owner: 2 } as const satisfies Record<Role, number>;

export type GroupAction =
  | "edit-info"
  | "announce"
  | "edit-settings"
  | "add-members"
  | "make-link"
  | "pin"
  | "answer-request"
  | "bans"
  /** Anything of the page that manages the group. */
  | "manage"
  | "silence-all"
  | "dissolve"
  | "leave";

/** Who may not write shows the others nothing else of their own either. */
function hasVoice({ self, settings, allSilenced }: Group, nowMs: number): boolean {
  if (self.silencedUntil !== null && self.silencedUntil > nowMs) return false;
  return self.role !== "member" || (settings.maySend === "members" && !allSilenced);
}

export function mayInGroup(group: Group, action: GroupAction, nowMs = Date.now()): boolean {
  const { self, settings } = group;
  const isAdmin = rank[self.role] >= rank.admin;
  switch (action) {
    case "edit-info":
    case "announce":
      return (isAdmin || settings.mayEditInfo === "members") && hasVoice(group, nowMs);
    case "add-members":
    case "make-link":
      return isAdmin || settings.mayInvite === "members";
    case "pin":
      return isAdmin || settings.mayPin === "members";
    case "edit-settings":
    case "answer-request":
    case "bans":
    case "silence-all":
      return isAdmin;
    case "manage":
      return isAdmin || settings.mayInvite === "members" || mayInGroup(group, "edit-info", nowMs);
    case "dissolve":
      return self.role === "owner";
    case "leave":
      return self.role !== "owner";
  }
}

/** Whether the group's own address lets people in, or lets them ask. Where it does not, only a link or a member does. */
export const isJoinedByAddress = ({ settings: { joinPolicy } }: Group): boolean =>
  joinPolicy !== "link" && joinPolicy !== "closed";

export type MemberAction = "nickname" | "silence" | "remove" | "ban" | "set-role" | "transfer";

export function mayToMember(group: Group, action: MemberAction, member: Member, nowMs = Date.now()): boolean {
  const { self } = group;
  const isSelf = member.userId === self.userId;
  const isBelow = rank[self.role] > rank[member.role];
  switch (action) {
    case "nickname":
      return (isSelf || isBelow) && hasVoice(group, nowMs);
    case "silence":
    case "remove":
    case "ban":
      return isBelow;
    case "set-role":
    case "transfer":
      return self.role === "owner" && !isSelf;
  }
}

/** Sorts the owner first, then admins, then the others; within a role by name. */
export function memberOrder(nameOf: (member: Member) => string): (a: Member, b: Member) => number {
  return (a, b) => rank[b.role] - rank[a.role] || nameOf(a).localeCompare(nameOf(b));
}

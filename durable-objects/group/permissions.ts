// Who may do what in a group: the one table that every check uses. For people: docs/permissions.md.
import type { GroupSettings, Role } from "../../schema/protocol/group.ts";

/** The settings that may permit members what otherwise only admins and the owner may do. */
export type WhoSetting = {
  [K in keyof GroupSettings]: GroupSettings[K] extends "members" | "admins" ? K : never;
}[keyof GroupSettings];

/**
 * The name of a setting: permitted if its value is `members`. `own`: only on oneself or on what one made. `below`: only
 * on users of a lower role and on non-members.
 */
export type Grant = "yes" | "no" | "own" | "below" | "own-or-below" | WhoSetting;

const everyone = { owner: "yes", admin: "yes", member: "yes" } as const;
const admins = { owner: "yes", admin: "yes", member: "no" } as const;
const ownerOnly = { owner: "yes", admin: "no", member: "no" } as const;
const membersIf = <S extends WhoSetting>(setting: S) => ({ owner: "yes", admin: "yes", member: setting }) as const;
const overOthers = { owner: "below", admin: "below", member: "no" } as const;

export const permissions = {
  look: everyone,
  send: membersIf("maySend"),
  /** Of others; everybody may recall their own for a while. */
  recall: { owner: "yes", admin: "below", member: "no" },
  "close-poll": { owner: "own-or-below", admin: "own-or-below", member: "own" },
  "mention-all": membersIf("mayMentionAll"),
  pin: membersIf("mayPin"),
  "edit-info": membersIf("mayEditInfo"),
  announce: membersIf("mayEditInfo"),
  "edit-settings": admins,
  "add-members": membersIf("mayInvite"),
  "list-invitations": { owner: "yes", admin: "yes", member: "own" },
  "revoke-invitation": { owner: "yes", admin: "yes", member: "own" },
  "make-link": membersIf("mayInvite"),
  "list-links": { owner: "yes", admin: "yes", member: "own" },
  "revoke-link": { owner: "yes", admin: "yes", member: "own" },
  "list-let-in-by": admins,
  "list-requests": admins,
  "answer-request": admins,
  "set-nickname": { owner: "own-or-below", admin: "own-or-below", member: "own" },
  silence: overOthers,
  "silence-all": admins,
  "remove-member": overOthers,
  ban: overOthers,
  unban: admins,
  "list-bans": admins,
  leave: { owner: "no", admin: "yes", member: "yes" },
  "set-role": ownerOnly,
  transfer: ownerOnly,
  dissolve: ownerOnly,
} as const satisfies Record<string, Record<Role, Grant>>;

export type Action = keyof typeof permissions;

/**
 * The target of an action. `own`: the caller themselves, or what they made; `role`: of the target user, null for a
 * non-member.
 */
export interface ActedOn {
  readonly own: boolean;
  readonly role: Role | null;
}

const ranks: Readonly<Record<Role, number>> = { owner: 2, admin: 1, member: 0 };

/** Whether this role permits the action. `on` matters only for actions with a target. */
export function isGranted(action: Action, role: Role, settings: GroupSettings, on: ActedOn): boolean {
  const grant: Grant = permissions[action][role];
  const isBelow = on.role === null || ranks[on.role] < ranks[role];
  switch (grant) {
    case "yes":
      return true;
    case "no":
      return false;
    case "own":
      return on.own;
    case "below":
      return isBelow;
    case "own-or-below":
      return on.own || isBelow;
    default:
      return settings[grant] === "members";
  }
}

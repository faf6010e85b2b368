// Calls to a group: those of every conversation, and those that change or describe the group.
import type { UserId } from "../protocol/ids.ts";
import type { Announcement, Group, GroupInfo, GroupProfile, GroupSettings, Member, Role } from "../protocol/group.ts";
import type { Allowed, Counted } from "./append.ts";
import type { ConversationRpc, Refused } from "./conversation.ts";

/** A link to join by. `uses` so far; null: no end, no bound. */
export interface GroupLink {
  readonly linkId: string;
  readonly token: string;
  readonly createdBy: UserId;
  readonly expiresAt: number | null;
  readonly maxUses: number | null;
  readonly uses: number;
}
export interface JoinRequest {
  readonly userId: UserId;
  readonly message: string;
  readonly createdAt: number;
}
/** Somebody whom a member would have added, and who has not agreed to it. Expires. */
export interface Invitation {
  readonly userId: UserId;
  readonly invitedBy: UserId;
  readonly createdAt: number;
}
/** Who of those that are added agreed to it, as their sessions said; asked at this time (ms since 1970). */
export interface Consents {
  readonly of: readonly UserId[];
  readonly askedAt: number;
}
export interface Ban {
  readonly userId: UserId;
  readonly bannedBy: UserId;
  readonly createdAt: number;
}

/** A change that a user requests. Judged at the flush, after the changes of all earlier ops. */
export type GroupOp =
  | {
      readonly kind: "create";
      readonly info: GroupInfo;
      readonly settings: GroupSettings;
      /** Without the creator. The Worker has checked that the accounts exist. */
      readonly memberIds: readonly UserId[];
      readonly consents?: Consents;
    }
  /** `consents`: asked by the group itself, whatever its caller says. Missing: nobody was asked, so all agree. */
  | { readonly kind: "add-members"; readonly userIds: readonly UserId[]; readonly consents?: Consents }
  /** By the invited user. */
  | { readonly kind: "answer-invitation"; readonly accept: boolean }
  | { readonly kind: "revoke-invitation"; readonly userId: UserId }
  | {
      readonly kind: "join";
      /** The hash that the password was checked against in the Worker; it must still be the group's. */
      readonly passwordHash?: string;
      readonly linkToken?: string;
      /** For the admins who answer the request. */
      readonly message?: string;
    }
  | { readonly kind: "withdraw-request" }
  | { readonly kind: "answer-request"; readonly userId: UserId; readonly accept: boolean }
  | { readonly kind: "leave" }
  /** The account is deleted. Of the owner: hands the group over, or dissolves it where nobody else is in it. */
  | { readonly kind: "depart" }
  | { readonly kind: "remove-member"; readonly userId: UserId }
  | { readonly kind: "ban"; readonly userId: UserId }
  | { readonly kind: "unban"; readonly userId: UserId }
  | { readonly kind: "set-role"; readonly userId: UserId; readonly role: Exclude<Role, "owner"> }
  | { readonly kind: "transfer"; readonly userId: UserId }
  /** Null: the member may send again. */
  | { readonly kind: "silence"; readonly userId: UserId; readonly silencedUntil: number | null }
  | { readonly kind: "silence-all"; readonly allSilenced: boolean }
  /** Members set their own; admins may set those of others. */
  | { readonly kind: "set-nickname"; readonly userId: UserId; readonly nickname: string }
  /** `uploaded`: its avatar is a picture that was written for it. */
  | { readonly kind: "edit-info"; readonly info: Partial<GroupInfo>; readonly uploaded?: true }
  | {
      readonly kind: "edit-settings";
      readonly settings: Partial<GroupSettings>;
      /** Hashed in the Worker. Needed before `joinPolicy` can be `password`. */
      readonly passwordHash?: string;
    }
  | { readonly kind: "announce"; readonly text: string }
  | {
      readonly kind: "make-link";
      readonly linkId: string;
      readonly token: string;
      readonly expiresAt: number | null;
      readonly maxUses: number | null;
    }
  | { readonly kind: "revoke-link"; readonly linkId: string }
  | { readonly kind: "dissolve" };

/**
 * `joined`: users who became members. `invited`: those who would have, and have an invitation instead; missing: nobody, or
 * the group runs the version before. `requested`: the join waits for an admin. `seq`: of the last event, null if there was
 * none.
 */
export interface GroupOpDone {
  readonly seq: number | null;
  readonly joined: readonly UserId[];
  readonly invited?: readonly UserId[];
  readonly requested: boolean;
}

export interface MemberQuery {
  readonly role?: Role;
  /** Start of the nickname or of the user id, in any case. */
  readonly prefix?: string;
  /** Only user ids after this one. */
  readonly after?: string;
  readonly limit: number;
}

interface FromUser {
  readonly userId: UserId;
}

export interface DescribedGroup {
  readonly profile: GroupProfile;
  /** Null: the caller is no member. */
  readonly group: Group | null;
  /** The caller is banned. */
  readonly banned: boolean;
  /** Their request to join waits. A group of an earlier version does not say it. */
  readonly requested?: boolean;
}

export interface GroupRpc extends ConversationRpc {
  /** Idempotent if the op sets a state: a repeat changes nothing and writes no event. @throws ActorUnavailable */
  change(request: FromUser & Allowed & { op: GroupOp }): Promise<(GroupOpDone | Refused) & Counted>;
  /** Before a picture is written that is to be the group's avatar. @returns as the change would be refused */
  beginAvatar(request: FromUser): Promise<{ readonly ok: true } | Refused>;
  /** Counts a password attempt. @returns the hash to check the password against */
  beginPassword(request: FromUser): Promise<{ passwordHash: string } | Refused>;
  /** Members get the whole group, others its profile. */
  describe(request: FromUser): Promise<DescribedGroup | Refused>;
  /** For callers who hold a link that still works. */
  describeByLink(request: { token: string }): Promise<GroupProfile | Refused>;
  listMembers(
    request: FromUser & { query: MemberQuery },
  ): Promise<{ items: readonly Member[]; next: string | null } | Refused>;
  /** Those in force: all of them for admins and the owner, their own for members. */
  listInvitations(request: FromUser): Promise<readonly Invitation[] | Refused>;
  listRequests(request: FromUser): Promise<readonly JoinRequest[] | Refused>;
  listBans(request: FromUser): Promise<readonly Ban[] | Refused>;
  listLinks(request: FromUser): Promise<readonly GroupLink[] | Refused>;
  listAnnouncements(request: FromUser): Promise<readonly Announcement[] | Refused>;
}

// Calls to a group: everything a conversation answers, and what changes the group or tells of it.
import type { UserId } from "../protocol/ids.ts";
import type { Announcement, Group, GroupInfo, GroupProfile, GroupSettings, Member, Role } from "../protocol/group.ts";
import type { ConversationRpc, Refused } from "./conversation.ts";

/** A way in that a member made. `uses` so far; null: no end, no bound. */
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
export interface Ban {
  readonly userId: UserId;
  readonly bannedBy: UserId;
  readonly createdAt: number;
}

/** What someone wants changed: judged at the flush, by what everybody before them in the same flush has changed. */
export type GroupOp =
  | {
      readonly kind: "create";
      readonly info: GroupInfo;
      readonly settings: GroupSettings;
      /** Without the creator; who exists was looked up at the front door. */
      readonly memberIds: readonly UserId[];
    }
  | { readonly kind: "add-members"; readonly userIds: readonly UserId[] }
  | {
      readonly kind: "join";
      /** The hash that a right password was checked against, at the front door: it must still be the group's. */
      readonly passwordHash?: string;
      readonly linkToken?: string;
      /** For those who decide about the request. */
      readonly message?: string;
    }
  | { readonly kind: "withdraw-request" }
  | { readonly kind: "answer-request"; readonly userId: UserId; readonly accept: boolean }
  | { readonly kind: "leave" }
  | { readonly kind: "remove-member"; readonly userId: UserId }
  | { readonly kind: "ban"; readonly userId: UserId }
  | { readonly kind: "unban"; readonly userId: UserId }
  | { readonly kind: "set-role"; readonly userId: UserId; readonly role: Exclude<Role, "owner"> }
  | { readonly kind: "transfer"; readonly userId: UserId }
  /** null: no longer. */
  | { readonly kind: "mute"; readonly userId: UserId; readonly mutedUntil: number | null }
  | { readonly kind: "mute-all"; readonly allMuted: boolean }
  /** One's own, or by an admin somebody else's. */
  | { readonly kind: "set-nickname"; readonly userId: UserId; readonly nickname: string }
  | { readonly kind: "edit-info"; readonly info: Partial<GroupInfo> }
  | {
      readonly kind: "edit-settings";
      readonly settings: Partial<GroupSettings>;
      /** Hashed at the front door. Needed before `joinPolicy` can be `password`. */
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

/** `joined`: who is in now and was not before. `requested`: the join waits for an admin. `seq`: of the last event, null: there was none. */
export interface GroupOpDone {
  readonly seq: number | null;
  readonly joined: readonly UserId[];
  readonly requested: boolean;
}

export interface MemberQuery {
  readonly role?: Role;
  /** Start of the nickname or of the user id, whatever its case. */
  readonly prefix?: string;
  readonly after?: UserId;
  readonly limit: number;
}

interface FromUser {
  readonly userId: UserId;
}

export interface GroupRpc extends ConversationRpc {
  /** Idempotent where it says what shall be: repeated, it changes nothing and writes no event. @throws ActorUnavailable */
  change(request: FromUser & { op: GroupOp }): Promise<GroupOpDone | Refused>;
  /** Counts an attempt; the hash to check the password against. */
  beginPassword(request: FromUser): Promise<{ passwordHash: string } | Refused>;
  /** Members see the whole group, others its profile, and whether they are banned. */
  describe(request: FromUser): Promise<{ profile: GroupProfile; group: Group | null; banned: boolean } | Refused>;
  /** For those who hold a link that still works. */
  describeByLink(request: { token: string }): Promise<GroupProfile | Refused>;
  listMembers(
    request: FromUser & { query: MemberQuery },
  ): Promise<{ members: readonly Member[]; cursor: UserId | null } | Refused>;
  listRequests(request: FromUser): Promise<readonly JoinRequest[] | Refused>;
  listBans(request: FromUser): Promise<readonly Ban[] | Refused>;
  listLinks(request: FromUser): Promise<readonly GroupLink[] | Refused>;
  listAnnouncements(request: FromUser): Promise<readonly Announcement[] | Refused>;
}

// Everything about groups except messages, as the app sees it: creating and changing them, members, joining, bans.
import type { Group, GroupProfile, Role } from "../../schema/protocol/group.ts";
import type {
  AddMembersResult,
  AnnouncementsResult,
  BansResult,
  CreateGroupBody,
  EditGroupBody,
  GroupChangeResult,
  GroupLink,
  GroupLinksResult,
  GroupsResult,
  GroupViewResult,
  JoinGroupResult,
  JoinRequestsResult,
  MembersResult,
} from "../../schema/protocol/http-groups.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { CallOptions } from "./call-options.ts";
import type { JoinOptions, LinkOptions, MakeOptions, MembersOptions, PageOptions } from "./group-options.ts";

/** `invited`: of its named members those who have an invitation instead; left out if there are none. */
export interface CreatedGroup extends Group {
  readonly invited?: readonly UserId[];
}

/**
 * A group is a conversation: `send`, `history`, `markRead` and the events work with its id. Changes arrive as
 * `member-changed` and `group-changed`. All calls reject with a `KlatchError`: `CONVERSATION_NOT_FOUND` if the caller is not
 * a member, `FORBIDDEN` if the caller's role is too low, `MEMBER_NOT_FOUND` if the named user is not a member.
 */
export interface Groups {
  // ---- the group itself

  /**
   * Creates a group. The user becomes its owner; `memberIds` are its first other members, or invited.
   * @throws KlatchError `USER_NOT_FOUND`, `GROUP_FULL`, `TOO_MANY`, `RATE_LIMITED`
   */
  create(group: CreateGroupBody, options?: MakeOptions): Promise<CreatedGroup>;

  /** Fetches a page of the user's groups, for apps that do not connect. */
  list(options?: PageOptions): Promise<GroupsResult>;

  /** Fetches the profile, which anyone may see, and for members also the whole group. */
  get(groupId: ConversationId, options?: CallOptions): Promise<GroupViewResult>;

  /**
   * Changes a group. One call makes one kind of change: name, description and avatar; settings and password; or `allSilenced`.
   * @throws KlatchError `INVALID_REQUEST`
   */
  edit(groupId: ConversationId, change: EditGroupBody, options?: CallOptions): Promise<Group>;

  /**
   * Sends a picture as the group's avatar: a square JPEG, PNG or WebP that does not move, of at most 256 KiB and 512 pixels a
   * side. `edit` with `avatar: ""` takes it away. `client.avatarUrl` says where it is.
   * @throws KlatchError `FILE_TYPE_REFUSED`, `FILE_NOT_AS_DECLARED` if it is no such picture; `TOO_LARGE`, `RATE_LIMITED`
   */
  setAvatar(groupId: ConversationId, picture: BlobLike | FileSource, options?: CallOptions): Promise<Group>;

  /** Makes another member the owner. */
  transfer(groupId: ConversationId, userId: UserId, options?: CallOptions): Promise<Group>;

  /** Dissolves the group for everyone. Its members can still read what was written. */
  dissolve(groupId: ConversationId, options?: CallOptions): Promise<GroupChangeResult>;

  /** Replaces the announcement; an empty text removes it. At most 4,096 characters. */
  announce(groupId: ConversationId, text: string, options?: CallOptions): Promise<GroupChangeResult>;

  /** Fetches the newest 50 announcements, newest first. */
  announcements(groupId: ConversationId, options?: CallOptions): Promise<AnnouncementsResult>;

  // ---- members

  /** Fetches a page of the members. */
  members(groupId: ConversationId, options?: MembersOptions): Promise<MembersResult>;

  /**
   * Adds all the users, or none of them. Who does not agree to be added by this user, has left or has declined of late is
   * invited instead: `invited`, left out if there are none.
   * @throws KlatchError `USER_NOT_FOUND`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  addMembers(groupId: ConversationId, userIds: readonly UserId[], options?: CallOptions): Promise<AddMembersResult>;

  /**
   * Removes a member, who may join again.
   * @throws KlatchError `OWNER_MUST_TRANSFER` if the owner removes themselves
   */
  removeMember(groupId: ConversationId, userId: UserId, options?: CallOptions): Promise<GroupChangeResult>;

  /** Leaves the group. The user can still read what was written before. @throws KlatchError `OWNER_MUST_TRANSFER` */
  leave(groupId: ConversationId, options?: CallOptions): Promise<GroupChangeResult>;

  /** Changes a member's role. Only the owner may; use `transfer` to change the owner. */
  setRole(
    groupId: ConversationId,
    userId: UserId,
    role: Exclude<Role, "owner">,
    options?: CallOptions,
  ): Promise<GroupChangeResult>;

  /** Sets the user's own nickname, or that of a member with a lower role. An empty one removes it. */
  setNickname(
    groupId: ConversationId,
    userId: UserId,
    nickname: string,
    options?: CallOptions,
  ): Promise<GroupChangeResult>;

  /** Silences a member until `silencedUntil` (ms since 1970); null lets them write again. */
  silence(
    groupId: ConversationId,
    userId: UserId,
    silencedUntil: number | null,
    options?: CallOptions,
  ): Promise<GroupChangeResult>;

  // ---- joining

  /**
   * Joins the group at once, or sends a request that an admin decides about (`requested`).
   * @throws KlatchError `JOIN_NOT_ALLOWED`, `WRONG_PASSWORD`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  join(groupId: ConversationId, options?: JoinOptions): Promise<JoinGroupResult>;

  /** Withdraws the user's own join request. */
  withdrawRequest(groupId: ConversationId, options?: CallOptions): Promise<void>;

  /** Fetches the open join requests, oldest first. */
  requests(groupId: ConversationId, options?: CallOptions): Promise<JoinRequestsResult>;

  /**
   * Accepts or rejects a join request.
   * @throws KlatchError `NOT_FOUND` if it was withdrawn or answered already; `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  answerRequest(
    groupId: ConversationId,
    userId: UserId,
    accept: boolean,
    options?: CallOptions,
  ): Promise<GroupChangeResult>;

  /** Fetches the valid links: all of them for admins and the owner, their own for members. */
  links(groupId: ConversationId, options?: CallOptions): Promise<GroupLinksResult>;

  /** Creates a link, whose `token` is to be passed on. @throws KlatchError `TOO_MANY` if the group has 50 valid links */
  makeLink(groupId: ConversationId, terms?: LinkOptions): Promise<GroupLink>;

  /** Revokes a link. @throws KlatchError `LINK_NOT_VALID` */
  revokeLink(groupId: ConversationId, linkId: string, options?: CallOptions): Promise<void>;

  /** Fetches the profile of the group that a link leads to. @throws KlatchError `LINK_NOT_VALID` */
  openLink(token: string, options?: CallOptions): Promise<GroupProfile>;

  /**
   * Joins by a link, unless the group is closed.
   * @throws KlatchError `LINK_NOT_VALID`, `JOIN_NOT_ALLOWED`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  joinByLink(token: string, options?: CallOptions): Promise<JoinGroupResult>;

  // ---- bans

  /** Fetches the banned users. */
  bans(groupId: ConversationId, options?: CallOptions): Promise<BansResult>;

  /** Bans a user from joining, and removes them if they are a member. @throws KlatchError `USER_NOT_FOUND`, `TOO_MANY` */
  ban(groupId: ConversationId, userId: UserId, options?: CallOptions): Promise<GroupChangeResult>;

  /** Ends a ban: the user may join again as the group's settings allow. */
  unban(groupId: ConversationId, userId: UserId, options?: CallOptions): Promise<void>;
}

// Groups over HTTP: creating and changing them, members, joining, and bans.
import type { Group, GroupProfile, Role } from "../../schema/protocol/group.ts";
import type {
  AddMembersResult,
  AnnouncementsResult,
  BansResult,
  CreateGroupBody,
  EditGroupBody,
  EditMemberBody,
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
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";
import type { JoinOptions, LinkOptions, MakeOptions, MembersOptions, PageOptions } from "./group-options.ts";
import type { HttpRequest } from "./http-client.ts";

/** The routes by which a user joins on their own. */
type Entry = "POST /api/groups/:groupId/join" | "POST /api/group-links/:token/join";

export interface GroupsParts {
  readonly api: AuthorizedHttp;
  /** @throws KlatchError `NOT_AUTHENTICATED` */
  readonly me: () => UserId;
  /** A new Idempotency-Key. */
  readonly newKey: () => string;
  /** @returns puts the answer of the next call into this user's inbox. @throws KlatchError `NOT_AUTHENTICATED` */
  readonly learner: () => (entry: ConversationEntry) => void;
}

/**
 * A group is a conversation: `send`, `history`, `markRead` and the events work with its id. Changes arrive as
 * `member-changed` and `group-changed`. All calls reject with a `KlatchError`: `CONVERSATION_NOT_FOUND` if the caller is not
 * a member, `FORBIDDEN` if the caller's role is too low, `MEMBER_NOT_FOUND` if the named user is not a member.
 */
export class Groups {
  readonly #parts: GroupsParts;
  readonly #api: AuthorizedHttp;

  constructor(parts: GroupsParts) {
    this.#parts = parts;
    this.#api = parts.api;
  }

  // ---- the group itself

  /**
   * Creates a group. The user becomes its owner; `memberIds` are its first other members.
   * @throws KlatchError `USER_NOT_FOUND`, `GROUP_FULL`, `RATE_LIMITED`
   */
  async create(
    group: CreateGroupBody,
    { signal, idempotencyKey = this.#parts.newKey() }: MakeOptions = {},
  ): Promise<Group> {
    const learn = this.#parts.learner();
    const created = await this.#api.call("POST /api/groups", { body: group, signal, idempotencyKey });
    learn(created.conversation);
    return created.group;
  }

  /** Fetches a page of the user's groups, for apps that do not connect. */
  list({ signal, cursor, limit }: PageOptions = {}): Promise<GroupsResult> {
    return this.#api.call("GET /api/groups", { query: { cursor, limit }, signal });
  }

  /** Fetches the profile, which anyone may see, and for members also the whole group. */
  get(groupId: ConversationId, options: CallOptions = {}): Promise<GroupViewResult> {
    return this.#api.call("GET /api/groups/:groupId", { path: { groupId }, ...options });
  }

  /**
   * Changes a group. One call makes one kind of change: name, description and avatar; settings and password; or `allSilenced`.
   * @throws KlatchError `INVALID_REQUEST`
   */
  async edit(groupId: ConversationId, change: EditGroupBody, options: CallOptions = {}): Promise<Group> {
    return (await this.#api.call("PATCH /api/groups/:groupId", { path: { groupId }, body: change, ...options })).group;
  }

  /** Makes another member the owner. */
  async transfer(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<Group> {
    const request = { path: { groupId }, body: { userId }, ...options };
    return (await this.#api.call("POST /api/groups/:groupId/transfer", request)).group;
  }

  /** Dissolves the group for everyone. Its members can still read what was written. */
  dissolve(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId", { path: { groupId }, ...options });
  }

  /** Replaces the announcement; an empty text removes it. At most 4,096 characters. */
  announce(groupId: ConversationId, text: string, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/announcement", {
      path: { groupId },
      body: { text },
      ...options,
    });
  }

  /** Fetches the newest 50 announcements, newest first. */
  announcements(groupId: ConversationId, options: CallOptions = {}): Promise<AnnouncementsResult> {
    return this.#api.call("GET /api/groups/:groupId/announcements", { path: { groupId }, ...options });
  }

  // ---- members

  /** Fetches a page of the members. */
  members(groupId: ConversationId, options: MembersOptions = {}): Promise<MembersResult> {
    const { signal, role, prefix, cursor, limit } = options;
    const query = { role, prefix, cursor, limit };
    return this.#api.call("GET /api/groups/:groupId/members", { path: { groupId }, query, signal });
  }

  /** Adds all the users, or none of them. @throws KlatchError `USER_NOT_FOUND`, `BANNED`, `GROUP_FULL`, `TOO_MANY` */
  addMembers(
    groupId: ConversationId,
    userIds: readonly UserId[],
    options: CallOptions = {},
  ): Promise<AddMembersResult> {
    return this.#api.call("POST /api/groups/:groupId/members", {
      path: { groupId },
      body: { userIds },
      ...options,
    });
  }

  /**
   * Removes a member, who may join again.
   * @throws KlatchError `OWNER_MUST_TRANSFER` if the owner removes themselves
   */
  removeMember(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId/members/:userId", {
      path: { groupId, userId },
      ...options,
    });
  }

  /** Leaves the group. The user can still read what was written before. @throws KlatchError `OWNER_MUST_TRANSFER` */
  async leave(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.removeMember(groupId, this.#parts.me(), options);
  }

  /** Changes a member's role. Only the owner may; use `transfer` to change the owner. */
  setRole(
    groupId: ConversationId,
    userId: UserId,
    role: Exclude<Role, "owner">,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { role }, options);
  }

  /** Sets the user's own nickname, or that of a member with a lower role. An empty one removes it. */
  setNickname(
    groupId: ConversationId,
    userId: UserId,
    nickname: string,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { nickname }, options);
  }

  /** Silences a member until `silencedUntil` (ms since 1970); null lets them write again. */
  silence(
    groupId: ConversationId,
    userId: UserId,
    silencedUntil: number | null,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { silencedUntil }, options);
  }

  // ---- joining

  /**
   * Joins the group at once, or sends a request that an admin decides about (`requested`).
   * @throws KlatchError `JOIN_NOT_ALLOWED`, `WRONG_PASSWORD`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  join(groupId: ConversationId, { signal, ...body }: JoinOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/groups/:groupId/join", { path: { groupId }, body, signal });
  }

  /** Withdraws the user's own join request. */
  withdrawRequest(groupId: ConversationId, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/join", { path: { groupId }, ...options });
  }

  /** Fetches the open join requests, oldest first. */
  requests(groupId: ConversationId, options: CallOptions = {}): Promise<JoinRequestsResult> {
    return this.#api.call("GET /api/groups/:groupId/requests", { path: { groupId }, ...options });
  }

  /**
   * Accepts or rejects a join request.
   * @throws KlatchError `NOT_FOUND` if it was withdrawn or answered already; `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  answerRequest(
    groupId: ConversationId,
    userId: UserId,
    accept: boolean,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#api.call("POST /api/groups/:groupId/requests/:userId", {
      path: { groupId, userId },
      body: { accept },
      ...options,
    });
  }

  /** Fetches the valid links: all of them for admins and the owner, their own for members. */
  links(groupId: ConversationId, options: CallOptions = {}): Promise<GroupLinksResult> {
    return this.#api.call("GET /api/groups/:groupId/links", { path: { groupId }, ...options });
  }

  /** Creates a link, whose `token` is to be passed on. @throws KlatchError `TOO_MANY` if the group has 50 valid links */
  async makeLink(
    groupId: ConversationId,
    { signal, idempotencyKey = this.#parts.newKey(), ...terms }: LinkOptions = {},
  ): Promise<GroupLink> {
    const request = { path: { groupId }, body: terms, signal, idempotencyKey };
    return (await this.#api.call("POST /api/groups/:groupId/links", request)).link;
  }

  /** Revokes a link. @throws KlatchError `LINK_NOT_VALID` */
  revokeLink(groupId: ConversationId, linkId: string, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/links/:linkId", { path: { groupId, linkId }, ...options });
  }

  /** Fetches the profile of the group that a link leads to. @throws KlatchError `LINK_NOT_VALID` */
  async openLink(token: string, options: CallOptions = {}): Promise<GroupProfile> {
    return (await this.#api.call("GET /api/group-links/:token", { path: { token }, ...options })).profile;
  }

  /**
   * Joins by a link, unless the group is closed.
   * @throws KlatchError `LINK_NOT_VALID`, `JOIN_NOT_ALLOWED`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  joinByLink(token: string, options: CallOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/group-links/:token/join", { path: { token }, ...options });
  }

  // ---- bans

  /** Fetches the banned users. */
  bans(groupId: ConversationId, options: CallOptions = {}): Promise<BansResult> {
    return this.#api.call("GET /api/groups/:groupId/bans", { path: { groupId }, ...options });
  }

  /** Bans a user from joining, and removes them if they are a member. @throws KlatchError `USER_NOT_FOUND`, `TOO_MANY` */
  ban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/bans/:userId", { path: { groupId, userId }, ...options });
  }

  /** Ends a ban: the user may join again as the group's settings allow. */
  unban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/bans/:userId", { path: { groupId, userId }, ...options });
  }

  // ---- inside

  async #enter<A extends Entry>(address: A, request: HttpRequest<A>): Promise<JoinGroupResult> {
    const learn = this.#parts.learner();
    const result = await this.#api.call(address, request);
    if (result.conversation !== undefined) learn(result.conversation);
    return result;
  }

  #editMember(
    groupId: ConversationId,
    userId: UserId,
    body: EditMemberBody,
    options: CallOptions,
  ): Promise<GroupChangeResult> {
    return this.#api.call("PATCH /api/groups/:groupId/members/:userId", {
      path: { groupId, userId },
      body,
      ...options,
    });
  }
}

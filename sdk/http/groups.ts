// Groups over HTTP: making and changing them, who is in, ways in, and who is kept out.
import type { Announcement, Group, GroupProfile, Role } from "../../schema/protocol/group.ts";
import type {
  AddMembersResult,
  Ban,
  CreateGroupBody,
  EditGroupBody,
  EditMemberBody,
  GroupChangeResult,
  GroupLink,
  GroupsResult,
  GroupViewResult,
  JoinGroupResult,
  JoinRequest,
  MembersResult,
} from "../../schema/protocol/http-groups.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "../client/client-options.ts";
import type { JoinOptions, LinkOptions, MembersOptions, PageOptions } from "./group-options.ts";
import type { HttpRequest } from "./http-client.ts";

/** The ways in by oneself. */
type Entry = "POST /api/groups/:groupId/join" | "POST /api/group-links/:token/join";

export interface GroupsParts {
  readonly api: AuthorizedHttp;
  /** @throws KlatchError `NOT_AUTHENTICATED` */
  readonly me: () => UserId;
  /** Takes up the entry that a call made now answers. @throws KlatchError `NOT_AUTHENTICATED` */
  readonly learner: () => (entry: ConversationEntry) => void;
}

/**
 * A group is a conversation: `send`, `history`, `markRead` and the events work on its id. Changes arrive as
 * `member-changed` and `group-changed`. All calls reject with a `KlatchError`: `CONVERSATION_NOT_FOUND` to who is not in,
 * `FORBIDDEN` to a member whose role does not suffice, `MEMBER_NOT_FOUND` about somebody who is not in.
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
   * Makes a group; the user is its owner, `memberIds` are in from the start.
   * @throws KlatchError `USER_NOT_FOUND`, `GROUP_FULL`, `RATE_LIMITED`
   */
  async create(group: CreateGroupBody, options: CallOptions = {}): Promise<Group> {
    const learn = this.#parts.learner();
    const created = await this.#api.call("POST /api/groups", { body: group, ...options });
    learn(created.conversation);
    return created.group;
  }

  /** A page of the user's groups from the server, for apps that do not connect. */
  list({ signal, cursor, limit }: PageOptions = {}): Promise<GroupsResult> {
    return this.#api.call("GET /api/groups", { query: { cursor, limit }, signal });
  }

  /** The profile, for anyone; the whole group as well, for its members. */
  get(groupId: ConversationId, options: CallOptions = {}): Promise<GroupViewResult> {
    return this.#api.call("GET /api/groups/:groupId", { path: { groupId }, ...options });
  }

  /** One kind of change at a time: name, description, avatar; settings, password; `allMuted`. @throws KlatchError `INVALID_REQUEST` */
  async edit(groupId: ConversationId, change: EditGroupBody, options: CallOptions = {}): Promise<Group> {
    return (await this.#api.call("PATCH /api/groups/:groupId", { path: { groupId }, body: change, ...options })).group;
  }

  /** Makes another member the owner. */
  async transfer(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<Group> {
    const request = { path: { groupId }, body: { userId }, ...options };
    return (await this.#api.call("POST /api/groups/:groupId/transfer", request)).group;
  }

  /** Ends the group for everyone; what was written stays theirs to read. */
  dissolve(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId", { path: { groupId }, ...options });
  }

  /** Puts an announcement up, in the place of the last; an empty one takes it down. At most 4,096 characters. */
  announce(groupId: ConversationId, text: string, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/announcement", {
      path: { groupId },
      body: { text },
      ...options,
    });
  }

  /** The newest 50, the newest first. */
  async announcements(groupId: ConversationId, options: CallOptions = {}): Promise<Announcement[]> {
    return (await this.#api.call("GET /api/groups/:groupId/announcements", { path: { groupId }, ...options }))
      .announcements;
  }

  // ---- members

  /** A page of the members. */
  members(groupId: ConversationId, options: MembersOptions = {}): Promise<MembersResult> {
    const { signal, role, prefix, cursor, limit } = options;
    const query = { role, prefix, cursor, limit };
    return this.#api.call("GET /api/groups/:groupId/members", { path: { groupId }, query, signal });
  }

  /** Puts people in, all of them or nobody. @throws KlatchError `USER_NOT_FOUND`, `BANNED`, `GROUP_FULL`, `TOO_MANY` */
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

  /** Puts a member out, who may come back. @throws KlatchError `OWNER_MUST_TRANSFER`: the owner, by themselves */
  removeMember(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId/members/:userId", {
      path: { groupId, userId },
      ...options,
    });
  }

  /** Goes; what was written until then stays the user's to read. @throws KlatchError `OWNER_MUST_TRANSFER` */
  async leave(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.removeMember(groupId, this.#parts.me(), options);
  }

  /** By the owner. An owner is made by `transfer`. */
  setRole(
    groupId: ConversationId,
    userId: UserId,
    role: Exclude<Role, "owner">,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { role }, options);
  }

  /** One's own or, by those above them, another's; empty for none. */
  setNickname(
    groupId: ConversationId,
    userId: UserId,
    nickname: string,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { nickname }, options);
  }

  /** They may not write before `mutedUntil` (ms since 1970); null: no longer muted. */
  mute(
    groupId: ConversationId,
    userId: UserId,
    mutedUntil: number | null,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { mutedUntil }, options);
  }

  // ---- ways in

  /**
   * In at once, or `requested`.
   * @throws KlatchError `JOIN_NOT_ALLOWED`, `WRONG_PASSWORD`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  join(groupId: ConversationId, { signal, ...body }: JoinOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/groups/:groupId/join", { path: { groupId }, body, signal });
  }

  /** Takes the request to come in back. */
  withdrawRequest(groupId: ConversationId, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/join", { path: { groupId }, ...options });
  }

  /** Who asks to come in, the oldest request first. */
  async requests(groupId: ConversationId, options: CallOptions = {}): Promise<JoinRequest[]> {
    return (await this.#api.call("GET /api/groups/:groupId/requests", { path: { groupId }, ...options })).requests;
  }

  /**
   * Lets somebody in who asked, or not.
   * @throws KlatchError `NOT_FOUND`: it was withdrawn, or another answered it; `BANNED`, `GROUP_FULL`, `TOO_MANY`
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

  /** The links that work: to admins and the owner all of them, to members their own. */
  async links(groupId: ConversationId, options: CallOptions = {}): Promise<GroupLink[]> {
    return (await this.#api.call("GET /api/groups/:groupId/links", { path: { groupId }, ...options })).links;
  }

  /** Its `token` is what to pass on. @throws KlatchError `TOO_MANY`: 50 work already */
  async makeLink(groupId: ConversationId, { signal, ...terms }: LinkOptions = {}): Promise<GroupLink> {
    return (await this.#api.call("POST /api/groups/:groupId/links", { path: { groupId }, body: terms, signal })).link;
  }

  /** Ends a link. @throws KlatchError `LINK_NOT_VALID` */
  revokeLink(groupId: ConversationId, linkId: string, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/links/:linkId", { path: { groupId, linkId }, ...options });
  }

  /** The group that a link leads to. @throws KlatchError `LINK_NOT_VALID` */
  async openLink(token: string, options: CallOptions = {}): Promise<GroupProfile> {
    return (await this.#api.call("GET /api/group-links/:token", { path: { token }, ...options })).profile;
  }

  /**
   * Comes in by a link, unless the group is closed.
   * @throws KlatchError `LINK_NOT_VALID`, `JOIN_NOT_ALLOWED`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  joinByLink(token: string, options: CallOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/group-links/:token/join", { path: { token }, ...options });
  }

  // ---- kept out

  /** Who may not come in. */
  async bans(groupId: ConversationId, options: CallOptions = {}): Promise<Ban[]> {
    return (await this.#api.call("GET /api/groups/:groupId/bans", { path: { groupId }, ...options })).bans;
  }

  /** Removes them too, if they are in. @throws KlatchError `USER_NOT_FOUND`, `TOO_MANY` */
  ban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/bans/:userId", { path: { groupId, userId }, ...options });
  }

  /** Ends a ban: they may come in again, by the ways there are. */
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

// Groups over HTTP: making and changing them, who is in, ways in, and who is kept out.
import type { Announcement, Group, GroupProfile, Role } from "../../schema/protocol/group.ts";
import type {
  AddMembersResult,
  Ban,
  CreatedGroupResult,
  CreateGroupBody,
  EditGroupBody,
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
import type { HttpCall } from "./http-client.ts";
import { query } from "./query.ts";

/** Which page of a list. */
export interface PageOptions extends CallOptions {
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** 50 unless given, 200 at most. */
  readonly limit?: number | undefined;
}

/** Which members, and which page of them. */
export interface MembersOptions extends PageOptions {
  /** Only those with this role. */
  readonly role?: Role | undefined;
  /** How the nickname or the user id begins, whatever its case. */
  readonly prefix?: string | undefined;
}

/** What a way in may ask for. */
export interface JoinOptions extends CallOptions {
  /** Where one joins by it. */
  readonly password?: string | undefined;
  /** Where an admin decides: a word to them. */
  readonly message?: string | undefined;
}

/** How long a link works, and for how many. */
export interface LinkOptions extends CallOptions {
  /** In ms since 1970; without end unless given. */
  readonly expiresAt?: number | null | undefined;
  /** How many may come in by it; any number unless given. */
  readonly maxUses?: number | null | undefined;
}

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

  constructor(parts: GroupsParts) {
    this.#parts = parts;
  }

  // ---- the group itself

  /**
   * Makes a group; the user is its owner, `memberIds` are in from the start.
   * @throws KlatchError `USER_NOT_FOUND`, `GROUP_FULL`, `RATE_LIMITED`
   */
  async create(group: CreateGroupBody, options: CallOptions = {}): Promise<Group> {
    const learn = this.#parts.learner();
    const created = await this.#call<CreatedGroupResult>("POST", "/api/groups", group, options);
    learn(created.conversation);
    return created.group;
  }

  /** A page of the user's groups from the server, for apps that do not connect. */
  list({ signal, cursor, limit }: PageOptions = {}): Promise<GroupsResult> {
    return this.#call("GET", `/api/groups${query({ cursor, limit })}`, undefined, { signal });
  }

  /** The profile, for anyone; the whole group as well, for its members. */
  get(groupId: ConversationId, options: CallOptions = {}): Promise<GroupViewResult> {
    return this.#call("GET", pathOf(groupId), undefined, options);
  }

  /** One kind of change at a time: name, description, avatar; settings, password; `allMuted`. @throws KlatchError `INVALID_REQUEST` */
  async edit(groupId: ConversationId, change: EditGroupBody, options: CallOptions = {}): Promise<Group> {
    return (await this.#call<{ group: Group }>("PATCH", pathOf(groupId), change, options)).group;
  }

  /** Makes another member the owner. */
  async transfer(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<Group> {
    return (await this.#call<{ group: Group }>("POST", pathOf(groupId, "transfer"), { userId }, options)).group;
  }

  /** Ends the group for everyone; what was written stays theirs to read. */
  dissolve(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#call("DELETE", pathOf(groupId), undefined, options);
  }

  /** Puts an announcement up, in the place of the last; an empty one takes it down. At most 4,096 characters. */
  announce(groupId: ConversationId, text: string, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#call("PUT", pathOf(groupId, "announcement"), { text }, options);
  }

  /** The newest 50, the newest first. */
  async announcements(groupId: ConversationId, options: CallOptions = {}): Promise<Announcement[]> {
    const path = pathOf(groupId, "announcements");
    return (await this.#call<{ announcements: Announcement[] }>("GET", path, undefined, options)).announcements;
  }

  // ---- members

  /** A page of the members. */
  members(groupId: ConversationId, options: MembersOptions = {}): Promise<MembersResult> {
    const { signal, role, prefix, cursor, limit } = options;
    const path = pathOf(groupId, "members") + query({ role, prefix, cursor, limit });
    return this.#call("GET", path, undefined, { signal });
  }

  /** Puts people in, all of them or nobody. @throws KlatchError `USER_NOT_FOUND`, `BANNED`, `GROUP_FULL`, `TOO_MANY` */
  addMembers(
    groupId: ConversationId,
    userIds: readonly UserId[],
    options: CallOptions = {},
  ): Promise<AddMembersResult> {
    return this.#call("POST", pathOf(groupId, "members"), { userIds }, options);
  }

  /** Puts a member out, who may come back. @throws KlatchError `OWNER_MUST_TRANSFER`: the owner, by themselves */
  removeMember(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#call("DELETE", pathOf(groupId, "members", userId), undefined, options);
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
    return this.#enter(pathOf(groupId, "join"), body, { signal });
  }

  /** Takes the request to come in back. */
  withdrawRequest(groupId: ConversationId, options: CallOptions = {}): Promise<void> {
    return this.#call("DELETE", pathOf(groupId, "join"), undefined, options);
  }

  /** Who asks to come in, the oldest request first. */
  async requests(groupId: ConversationId, options: CallOptions = {}): Promise<JoinRequest[]> {
    const path = pathOf(groupId, "requests");
    return (await this.#call<{ requests: JoinRequest[] }>("GET", path, undefined, options)).requests;
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
    return this.#call("POST", pathOf(groupId, "requests", userId), { accept }, options);
  }

  /** The links that work: to admins and the owner all of them, to members their own. */
  async links(groupId: ConversationId, options: CallOptions = {}): Promise<GroupLink[]> {
    const path = pathOf(groupId, "links");
    return (await this.#call<{ links: GroupLink[] }>("GET", path, undefined, options)).links;
  }

  /** Its `token` is what to pass on. @throws KlatchError `TOO_MANY`: 50 work already */
  async makeLink(groupId: ConversationId, { signal, ...terms }: LinkOptions = {}): Promise<GroupLink> {
    return (await this.#call<{ link: GroupLink }>("POST", pathOf(groupId, "links"), terms, { signal })).link;
  }

  /** Ends a link. @throws KlatchError `LINK_NOT_VALID` */
  revokeLink(groupId: ConversationId, linkId: string, options: CallOptions = {}): Promise<void> {
    return this.#call("DELETE", pathOf(groupId, "links", linkId), undefined, options);
  }

  /** The group that a link leads to. @throws KlatchError `LINK_NOT_VALID` */
  async openLink(token: string, options: CallOptions = {}): Promise<GroupProfile> {
    const path = `/api/group-links/${encodeURIComponent(token)}`;
    return (await this.#call<{ profile: GroupProfile }>("GET", path, undefined, options)).profile;
  }

  /**
   * Comes in by a link, unless the group is closed.
   * @throws KlatchError `LINK_NOT_VALID`, `JOIN_NOT_ALLOWED`, `BANNED`, `GROUP_FULL`, `TOO_MANY`
   */
  joinByLink(token: string, options: CallOptions = {}): Promise<JoinGroupResult> {
    return this.#enter(`/api/group-links/${encodeURIComponent(token)}/join`, undefined, options);
  }

  // ---- kept out

  /** Who may not come in. */
  async bans(groupId: ConversationId, options: CallOptions = {}): Promise<Ban[]> {
    return (await this.#call<{ bans: Ban[] }>("GET", pathOf(groupId, "bans"), undefined, options)).bans;
  }

  /** Removes them too, if they are in. @throws KlatchError `USER_NOT_FOUND`, `TOO_MANY` */
  ban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#call("PUT", pathOf(groupId, "bans", userId), undefined, options);
  }

  /** Ends a ban: they may come in again, by the ways there are. */
  unban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<void> {
    return this.#call("DELETE", pathOf(groupId, "bans", userId), undefined, options);
  }

  // ---- inside

  async #enter(path: string, body: unknown, options: CallOptions): Promise<JoinGroupResult> {
    const learn = this.#parts.learner();
    const result = await this.#call<JoinGroupResult>("POST", path, body, options);
    if (result.conversation !== undefined) learn(result.conversation);
    return result;
  }

  #editMember(
    groupId: ConversationId,
    userId: UserId,
    change: object,
    options: CallOptions,
  ): Promise<GroupChangeResult> {
    return this.#call("PATCH", pathOf(groupId, "members", userId), change, options);
  }

  #call<T>(method: HttpCall["method"], path: string, body: unknown, options: CallOptions): Promise<T> {
    return this.#parts.api.call<T>({ method, path, body, signal: options.signal });
  }
}

const pathOf = (groupId: ConversationId, ...rest: readonly string[]): string =>
  ["/api/groups", ...[groupId, ...rest].map(encodeURIComponent)].join("/");

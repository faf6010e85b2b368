// Groups over HTTP: each method is one route.
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
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import { bytesOfPicture } from "./avatars.ts";
import type { CallOptions } from "./call-options.ts";
import type { JoinOptions, LinkOptions, MakeOptions, MembersOptions, PageOptions } from "./group-options.ts";
import type { CreatedGroup, Groups } from "./groups.ts";
import type { HttpRequest } from "./http-client.ts";
import type { LearnPeople } from "./server-calls.ts";

/** The routes by which a user joins on their own. */
type Entry = "POST /api/groups/:groupId/join" | "POST /api/group-links/:token/join";

/** Who is signed in, as calls need them by which they may come into a group. */
export interface EnteringUser {
  readonly people: { readonly learn: LearnPeople };
  /** Puts an entry into the inbox. */
  learn(entry: ConversationEntry): unknown;
}

export interface GroupsParts {
  /** Of the user who is signed in now. */
  readonly api: () => AuthorizedHttp;
  /** @throws KlatchError `NOT_AUTHENTICATED` */
  readonly user: () => EnteringUser & { readonly id: UserId };
  /** A new Idempotency-Key. */
  readonly newKey: () => string;
}

export class GroupCalls implements Groups {
  readonly #parts: GroupsParts;

  constructor(parts: GroupsParts) {
    this.#parts = parts;
  }

  get #api(): AuthorizedHttp {
    return this.#parts.api();
  }

  // ---- the group itself

  async create(
    group: CreateGroupBody,
    { signal, idempotencyKey = this.#parts.newKey() }: MakeOptions = {},
  ): Promise<CreatedGroup> {
    const user = this.#parts.user();
    const created = await this.#api.call("POST /api/groups", { body: group, signal, idempotencyKey });
    user.learn(created.conversation);
    return created.invited === undefined ? created.group : { ...created.group, invited: created.invited };
  }

  list({ signal, cursor, limit }: PageOptions = {}): Promise<GroupsResult> {
    return this.#api.call("GET /api/groups", { query: { cursor, limit }, signal });
  }

  get(groupId: ConversationId, options: CallOptions = {}): Promise<GroupViewResult> {
    return this.#api.call("GET /api/groups/:groupId", { path: { groupId }, ...options });
  }

  async edit(groupId: ConversationId, change: EditGroupBody, options: CallOptions = {}): Promise<Group> {
    return (await this.#api.call("PATCH /api/groups/:groupId", { path: { groupId }, body: change, ...options })).group;
  }

  async setAvatar(groupId: ConversationId, picture: BlobLike | FileSource, options: CallOptions = {}): Promise<Group> {
    const bytes = await bytesOfPicture(picture);
    return (await this.#api.call("PUT /api/groups/:groupId/avatar", { path: { groupId }, bytes, ...options })).group;
  }

  async transfer(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<Group> {
    const request = { path: { groupId }, body: { userId }, ...options };
    return (await this.#api.call("POST /api/groups/:groupId/transfer", request)).group;
  }

  dissolve(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId", { path: { groupId }, ...options });
  }

  announce(groupId: ConversationId, text: string, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/announcement", {
      path: { groupId },
      body: { text },
      ...options,
    });
  }

  announcements(groupId: ConversationId, options: CallOptions = {}): Promise<AnnouncementsResult> {
    return this.#api.call("GET /api/groups/:groupId/announcements", { path: { groupId }, ...options });
  }

  // ---- members

  async members(groupId: ConversationId, options: MembersOptions = {}): Promise<MembersResult> {
    const { people } = this.#parts.user();
    const { signal, role, prefix, cursor, limit } = options;
    const query = { role, prefix, cursor, limit };
    const page = await this.#api.call("GET /api/groups/:groupId/members", { path: { groupId }, query, signal });
    people.learn(page.people);
    return page;
  }

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

  removeMember(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("DELETE /api/groups/:groupId/members/:userId", {
      path: { groupId, userId },
      ...options,
    });
  }

  async leave(groupId: ConversationId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.removeMember(groupId, this.#parts.user().id, options);
  }

  setRole(
    groupId: ConversationId,
    userId: UserId,
    role: Exclude<Role, "owner">,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { role }, options);
  }

  setNickname(
    groupId: ConversationId,
    userId: UserId,
    nickname: string,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { nickname }, options);
  }

  silence(
    groupId: ConversationId,
    userId: UserId,
    silencedUntil: number | null,
    options: CallOptions = {},
  ): Promise<GroupChangeResult> {
    return this.#editMember(groupId, userId, { silencedUntil }, options);
  }

  // ---- joining

  join(groupId: ConversationId, { signal, ...body }: JoinOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/groups/:groupId/join", { path: { groupId }, body, signal });
  }

  withdrawRequest(groupId: ConversationId, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/join", { path: { groupId }, ...options });
  }

  requests(groupId: ConversationId, options: CallOptions = {}): Promise<JoinRequestsResult> {
    return this.#api.call("GET /api/groups/:groupId/requests", { path: { groupId }, ...options });
  }

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

  links(groupId: ConversationId, options: CallOptions = {}): Promise<GroupLinksResult> {
    return this.#api.call("GET /api/groups/:groupId/links", { path: { groupId }, ...options });
  }

  async makeLink(
    groupId: ConversationId,
    { signal, idempotencyKey = this.#parts.newKey(), ...terms }: LinkOptions = {},
  ): Promise<GroupLink> {
    const request = { path: { groupId }, body: terms, signal, idempotencyKey };
    return (await this.#api.call("POST /api/groups/:groupId/links", request)).link;
  }

  revokeLink(groupId: ConversationId, linkId: string, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/links/:linkId", { path: { groupId, linkId }, ...options });
  }

  async openLink(token: string, options: CallOptions = {}): Promise<GroupProfile> {
    return (await this.#api.call("GET /api/group-links/:token", { path: { token }, ...options })).profile;
  }

  joinByLink(token: string, options: CallOptions = {}): Promise<JoinGroupResult> {
    return this.#enter("POST /api/group-links/:token/join", { path: { token }, ...options });
  }

  // ---- bans

  bans(groupId: ConversationId, options: CallOptions = {}): Promise<BansResult> {
    return this.#api.call("GET /api/groups/:groupId/bans", { path: { groupId }, ...options });
  }

  ban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<GroupChangeResult> {
    return this.#api.call("PUT /api/groups/:groupId/bans/:userId", { path: { groupId, userId }, ...options });
  }

  unban(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<void> {
    return this.#api.call("DELETE /api/groups/:groupId/bans/:userId", { path: { groupId, userId }, ...options });
  }

  // ---- inside

  async #enter<A extends Entry>(address: A, request: HttpRequest<A>): Promise<JoinGroupResult> {
    const user = this.#parts.user();
    const result = await this.#api.call(address, request);
    if (result.conversation !== undefined) user.learn(result.conversation);
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

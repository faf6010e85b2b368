// Invitations to groups, as the app sees them, and the user's own requests to join.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type {
  GroupInvitationsResult,
  MyInvitationsResult,
  MyJoinRequestsResult,
} from "../../schema/protocol/invitations.ts";
import type { JoinGroupResult } from "../../schema/protocol/http-groups.ts";
import type { AuthorizedHttp } from "./authorized-http.ts";
import type { CallOptions } from "./call-options.ts";
import type { PageOptions } from "./group-options.ts";
import type { EnteringUser } from "./group-calls.ts";

/**
 * Whoever is added to a group without having agreed to it is invited instead: `groups.addMembers` and `groups.create` name
 * them in `invited`. All calls need the server, and reject with a `KlatchError`: `NOT_FOUND` from an earlier one.
 */
export interface Invitations {
  /**
   * Names the state of the user's invitations; null: there are none, as far as this device knows. Each change emits
   * `invitations`.
   */
  readonly revision: string | null;

  /** Fetches a page of the user's invitations, the newest first. */
  list(options?: PageOptions): Promise<MyInvitationsResult>;

  /**
   * The user joins the group.
   * @throws KlatchError `NOT_FOUND`: the invitation is over; `BANNED`, `GROUP_FULL`, `TOO_MANY`; `CONVERSATION_NOT_FOUND`
   */
  accept(groupId: ConversationId, options?: CallOptions): Promise<JoinGroupResult>;

  /** Nobody learns of it. No other invitation to this group is shown for 30 days. */
  decline(groupId: ConversationId, options?: CallOptions): Promise<void>;

  /** Fetches whom a group has invited: for admins and the owner all of them, for members whom they invited themselves. */
  ofGroup(groupId: ConversationId, options?: CallOptions): Promise<GroupInvitationsResult>;

  /** Takes an invitation back. @throws KlatchError `FORBIDDEN`: somebody else has made it, and the user is no admin */
  revoke(groupId: ConversationId, userId: UserId, options?: CallOptions): Promise<void>;

  /** Fetches a page of the groups that the user has asked to join and that have not answered, the newest first. */
  requests(options?: PageOptions): Promise<MyJoinRequestsResult>;
}

interface InvitationsParts {
  /** Of the user who is signed in now. */
  readonly api: () => AuthorizedHttp;
  /** @throws KlatchError `NOT_AUTHENTICATED` */
  readonly user: () => EnteringUser;
  readonly revision: () => string | null;
}

export class InvitationCalls implements Invitations {
  readonly #parts: InvitationsParts;

  constructor(parts: InvitationsParts) {
    this.#parts = parts;
  }

  get revision(): string | null {
    return this.#parts.revision();
  }

  async list({ signal, ...query }: PageOptions = {}): Promise<MyInvitationsResult> {
    const { people } = this.#parts.user();
    const page = await this.#parts.api().call("GET /api/invitations", { query, signal });
    people.learn(page.people);
    return page;
  }

  async accept(groupId: ConversationId, options: CallOptions = {}): Promise<JoinGroupResult> {
    const user = this.#parts.user();
    const request = { path: { groupId }, body: { accept: true }, ...options };
    const result = await this.#parts.api().call("POST /api/invitations/:groupId", request);
    if (result.conversation !== undefined) user.learn(result.conversation);
    return result;
  }

  async decline(groupId: ConversationId, options: CallOptions = {}): Promise<void> {
    const request = { path: { groupId }, body: { accept: false }, ...options };
    await this.#parts.api().call("POST /api/invitations/:groupId", request);
  }

  async ofGroup(groupId: ConversationId, options: CallOptions = {}): Promise<GroupInvitationsResult> {
    const { people } = this.#parts.user();
    const request = { path: { groupId }, ...options };
    const result = await this.#parts.api().call("GET /api/groups/:groupId/invitations", request);
    people.learn(result.people);
    return result;
  }

  async revoke(groupId: ConversationId, userId: UserId, options: CallOptions = {}): Promise<void> {
    const request = { path: { groupId, userId }, ...options };
    await this.#parts.api().call("DELETE /api/groups/:groupId/invitations/:userId", request);
  }

  requests({ signal, ...query }: PageOptions = {}): Promise<MyJoinRequestsResult> {
    return this.#parts.api().call("GET /api/join-requests", { query, signal });
  }
}

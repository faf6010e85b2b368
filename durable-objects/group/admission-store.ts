// The SQL of who may come into a group, and who may not: bans, links, join requests and invitations, which are read whole at
// start, and who stayed out, who are looked up by id.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Ban, GroupLink, Invitation, JoinRequest } from "../../schema/rpc/group.ts";
import type { GroupPatch, GroupState } from "./group-state.ts";
import type { StayedOut, StayedOutRows } from "./stayed-out.ts";

type Loaded = Pick<GroupState, "bans" | "links" | "requests" | "invitations" | "stayedOut">;

type BanRow = { userId: UserId; bannedBy: UserId; createdAt: number };
type LinkRow = {
  linkId: string;
  token: string;
  createdBy: UserId;
  expiresAt: number | null;
  maxUses: number | null;
  uses: number;
};
type RequestRow = { userId: UserId; message: string; createdAt: number };
type InvitationRow = { userId: UserId; invitedBy: UserId; createdAt: number };

/** Forgetting who stayed out reads all rows of them. */
const forgetEveryMs = 86_400_000;

export class AdmissionStore {
  readonly #sql: SqlStorage;
  /** The same object in every state. */
  readonly stayedOut: StayedOutRows = { find: (userId) => this.#findStayedOut(userId) };
  #forgottenAt = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  load(): Loaded {
    return {
      bans: this.#loadBans(),
      links: this.#loadLinks(),
      requests: this.#loadRequests(),
      invitations: this.#loadInvitations(),
      stayedOut: this.stayedOut,
    };
  }

  /** Within the transaction of the flush. */
  save({ bans, links, requests, invitations, stayedOut }: Pick<GroupPatch, keyof Loaded>): void {
    for (const [userId, ban] of bans) this.#saveBan(userId, ban);
    for (const [linkId, link] of links) this.#saveLink(linkId, link);
    for (const [userId, request] of requests) this.#saveRequest(userId, request);
    for (const [userId, invitation] of invitations) this.#saveInvitation(userId, invitation);
    for (const [userId, one] of stayedOut) this.#saveStayedOut(userId, one);
  }

  #loadBans(): Map<UserId, Ban> {
    const query = "SELECT user_id AS userId, banned_by AS bannedBy, created_at AS createdAt FROM ban";
    return new Map([...this.#sql.exec<BanRow>(query)].map((ban) => [ban.userId, ban]));
  }

  #loadLinks(): Map<string, GroupLink> {
    const query =
      "SELECT link_id AS linkId, token, created_by AS createdBy, expires_at AS expiresAt, max_uses AS maxUses, uses FROM link";
    return new Map([...this.#sql.exec<LinkRow>(query)].map((link) => [link.linkId, link]));
  }

  #loadRequests(): Map<UserId, JoinRequest> {
    const query = "SELECT user_id AS userId, message, created_at AS createdAt FROM join_request";
    return new Map([...this.#sql.exec<RequestRow>(query)].map((request) => [request.userId, request]));
  }

  #loadInvitations(): Map<UserId, Invitation> {
    const query = "SELECT user_id AS userId, invited_by AS invitedBy, created_at AS createdAt FROM invitation";
    return new Map([...this.#sql.exec<InvitationRow>(query)].map((invitation) => [invitation.userId, invitation]));
  }

  #findStayedOut(userId: UserId): StayedOut | undefined {
    const query = "SELECT at, declined FROM stayed_out WHERE user_id = ?";
    const row = this.#sql.exec<{ at: number; declined: number }>(query, userId).toArray()[0];
    return row === undefined ? undefined : { at: row.at, declined: row.declined === 1 };
  }

  #saveBan(userId: UserId, ban: Ban | null): void {
    if (ban === null) this.#sql.exec("DELETE FROM ban WHERE user_id = ?", userId);
    else this.#sql.exec("INSERT OR REPLACE INTO ban VALUES (?, ?, ?)", userId, ban.bannedBy, ban.createdAt);
  }

  #saveLink(linkId: string, link: GroupLink | null): void {
    if (link === null) {
      this.#sql.exec("DELETE FROM link WHERE link_id = ?", linkId);
      return;
    }
    const { token, createdBy, expiresAt, maxUses, uses } = link;
    const query = "INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql.exec(query, linkId, token, createdBy, expiresAt, maxUses, uses);
  }

  #saveRequest(userId: UserId, request: JoinRequest | null): void {
    if (request === null) this.#sql.exec("DELETE FROM join_request WHERE user_id = ?", userId);
    else
      this.#sql.exec(
        "INSERT OR REPLACE INTO join_request VALUES (?, ?, ?)",
        userId,
        request.message,
        request.createdAt,
      );
  }

  #saveInvitation(userId: UserId, invitation: Invitation | null): void {
    if (invitation === null) this.#sql.exec("DELETE FROM invitation WHERE user_id = ?", userId);
    else {
      const query = "INSERT OR REPLACE INTO invitation VALUES (?, ?, ?)";
      this.#sql.exec(query, userId, invitation.invitedBy, invitation.createdAt);
    }
  }

  #saveStayedOut(userId: UserId, stayedOut: StayedOut | null): void {
    if (stayedOut === null) {
      this.#sql.exec("DELETE FROM stayed_out WHERE user_id = ?", userId);
      return;
    }
    const { at, declined } = stayedOut;
    this.#sql.exec("INSERT OR REPLACE INTO stayed_out VALUES (?, ?, ?)", userId, at, declined ? 1 : 0);
    if (Math.abs(at - this.#forgottenAt) < forgetEveryMs) return;
    this.#sql.exec("DELETE FROM stayed_out WHERE at <= ?", at - wireLimits.invitationKeptMs);
    this.#forgottenAt = at;
  }
}

// Invitations to groups, as the user is shown them: what groups have told, each by its version. The group decides whether one
// is in force (decision 84).
import type { ListedGroup } from "../../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { MyInvitation } from "../../../schema/protocol/invitations.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { GroupOpDone } from "../../../schema/rpc/group.ts";
import type { PageQuery } from "../../../schema/rpc/session-questions.ts";
import type { InvitationNews } from "../../../schema/rpc/invitations.ts";
import { nextVersion } from "../../runtime/next-version.ts";
import { newestFirst } from "../newest-first.ts";

interface Stored {
  readonly groupId: ConversationId;
  readonly version: number;
  readonly changed: number;
  /** Null: over, or of somebody who is blocked. Kept until it would have expired, so that late news change nothing. */
  readonly shown: { readonly invitedBy: UserId; readonly createdAt: number; readonly group: ListedGroup } | null;
  readonly until: number;
}

type Row = {
  group_id: ConversationId;
  version: number;
  changed: number;
  invited_by: UserId | "";
  name: string;
  avatar: string;
  members: number;
  created_at: number;
  until: number;
};

export interface InvitationsHost {
  readonly sql: SqlStorage;
  /** Nothing of whom the user has blocked is shown. */
  isBlocked(userId: UserId): boolean;
  /** Tells the user's devices that the list has changed. @param groupId whose invitation has */
  changed(revision: string | null, groupId: ConversationId): void;
  now(): number;
}

/** Whether there is nothing more to answer. */
export const isAnswered = (done: GroupOpDone | Refused): boolean =>
  !("refusal" in done) || done.refusal.code === "NOT_FOUND" || done.refusal.code === "CONVERSATION_NOT_FOUND";

const { maxMyInvitations } = wireLimits;

export class Invitations {
  readonly #host: InvitationsHost;
  #known: Map<ConversationId, Stored> | null = null;

  constructor(host: InvitationsHost) {
    this.#host = host;
  }

  /** @returns the newest version that is known */
  hear(news: InvitationNews): { known: number } {
    const { conversationId: groupId, version, until, invitation } = news;
    const before = this.#all.get(groupId);
    if (before !== undefined && before.version > version) return { known: before.version };
    if (before?.version === version) return { known: isRepeat(before, news) ? version : version + 1 };
    // Of two inviters the first is shown.
    const shown = invitation === null ? null : (before?.shown ?? this.#accepted(invitation, until));
    const isSame = shown === (before?.shown ?? null);
    if (until > this.#host.now())
      this.#put({
        groupId,
        version,
        until,
        shown,
        changed: isSame && before !== undefined ? before.changed : this.#next(),
      });
    else this.#delete(groupId);
    if (!isSame) this.#host.changed(this.revision, groupId);
    return { known: version };
  }

  /** The user has answered: the group has said so, or that there is nothing to answer. */
  answered(groupId: ConversationId): void {
    const before = this.#all.get(groupId);
    if (before === undefined || before.shown === null) return;
    this.#put({ ...before, shown: null, changed: this.#next() });
    this.#host.changed(this.revision, groupId);
  }

  /** Nothing of theirs is shown any more. */
  forgetFrom(userId: UserId): void {
    for (const { groupId, shown } of this.#all.values()) if (shown?.invitedBy === userId) this.answered(groupId);
  }

  /** The groups that have invited the user, as far as a row says so: answered ones, too, which their groups list still. */
  groups(): readonly ConversationId[] {
    return [...this.#all.keys()];
  }

  /** As it is shown now; null: there is none. */
  shown(groupId: ConversationId) {
    return this.#shown.find((one) => one.groupId === groupId) ?? null;
  }

  list(query: PageQuery): { items: readonly MyInvitation[]; next: string | null } {
    const { items, next } = newestFirst(this.#shown, query, ({ changed }) => changed);
    return {
      items: items.map(({ groupId, until, invitedBy, createdAt, group }) => ({
        groupId,
        group,
        invitedBy,
        createdAt,
        expiresAt: until,
      })),
      next,
    };
  }

  /** Names the state of the list; null: it is empty. While the number of rows stays, each change raises the sum. */
  get revision(): string | null {
    const shown = this.#shown;
    return shown.length === 0 ? null : `${shown.length}_${shown.reduce((sum, { changed }) => sum + changed, 0)}`;
  }

  get #shown() {
    const now = this.#host.now();
    return [...this.#all.values()].flatMap(({ shown, ...row }) =>
      shown === null || row.until <= now ? [] : [{ ...row, ...shown }],
    );
  }

  #accepted<Invitation extends { readonly invitedBy: UserId }>(invitation: Invitation, until: number) {
    const isFull = this.#shown.length >= maxMyInvitations;
    return isFull || until <= this.#host.now() || this.#host.isBlocked(invitation.invitedBy) ? null : invitation;
  }

  /** A number for the newest change: greater than any other. */
  #next(): number {
    let newest = 0;
    for (const { changed } of this.#all.values()) newest = Math.max(newest, changed);
    return nextVersion(newest, this.#host.now());
  }

  #put(row: Stored): void {
    const { groupId, version, changed, shown, until } = row;
    const { name, avatar, memberCount } = shown?.group ?? { name: "", avatar: "", memberCount: 0 };
    const query = "INSERT OR REPLACE INTO group_invitation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const by = shown?.invitedBy ?? "";
    this.#host.sql.exec(query, groupId, version, changed, by, name, avatar, memberCount, shown?.createdAt ?? 0, until);
    this.#all.set(groupId, row);
    this.#forgetOld();
  }

  /** What has expired, and of what is over no more than there may be invitations. */
  #forgetOld(): void {
    if (this.#all.size <= maxMyInvitations) return;
    const now = this.#host.now();
    const over = [...this.#all.values()].filter(({ shown }) => shown === null).toSorted((a, b) => a.until - b.until);
    for (const { groupId, until } of this.#all.values()) if (until <= now) this.#delete(groupId);
    for (const { groupId } of over.slice(0, Math.max(0, over.length - maxMyInvitations))) this.#delete(groupId);
  }

  #delete(groupId: ConversationId): void {
    if (this.#all.delete(groupId)) this.#host.sql.exec("DELETE FROM group_invitation WHERE group_id = ?", groupId);
  }

  get #all(): Map<ConversationId, Stored> {
    this.#known ??= new Map(
      [...this.#host.sql.exec<Row>("SELECT * FROM group_invitation")].map((row) => [row.group_id, toStored(row)]),
    );
    return this.#known;
  }
}

/**
 * A group whose clock was set back may give other news the same version. They are told again under a later one; so is an
 * invitation that is shown no more, which changes nothing.
 */
const isRepeat = (before: Stored, { until, invitation }: InvitationNews): boolean =>
  before.until === until && (invitation !== null) === (before.shown !== null);

function toStored(row: Row): Stored {
  const { group_id: groupId, version, changed, invited_by: invitedBy, created_at: createdAt, until } = row;
  const group = { name: row.name, avatar: row.avatar, memberCount: row.members };
  return { groupId, version, changed, shown: invitedBy === "" ? null : { invitedBy, createdAt, group }, until };
}

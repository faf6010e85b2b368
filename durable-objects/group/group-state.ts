// What a group holds in memory beside its log: members, settings, bans, links. Pure; storage agrees with it after every
// flush.
import type { Announcement, GroupInfo, GroupSettings, Member, Role } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Ban, GroupLink, Invitation, JoinRequest } from "../../schema/rpc/group.ts";
import { FormerDraft, type FormerMembership, type FormersBase } from "./former-draft.ts";
import { MapDraft } from "./map-draft.ts";
import { StayedOutDraft, type StayedOut, type StayedOutRows } from "./stayed-out.ts";
import { closeInterval, openInterval, type Intervals } from "../conversation/log/visibility.ts";

/** What describes the group itself. */
export interface GroupCore {
  readonly info: GroupInfo;
  readonly settings: GroupSettings;
  readonly passwordHash: string | null;
  readonly allSilenced: boolean;
  readonly dissolved: boolean;
  /** Null if the group does not exist. */
  readonly createdBy: UserId | null;
}

/** A member's data beside their id. */
export type Membership = Omit<Member, "userId"> & { readonly intervals: Intervals };

export interface GroupState extends FormersBase {
  readonly core: GroupCore;
  /**
   * The first event that newcomers see while `historyVisible` is on: the one that switched it on. Null while it is off,
   * and in groups where earlier code switched it on, until somebody joins.
   */
  readonly visibleSince: number | null;
  readonly members: ReadonlyMap<UserId, Membership>;
  readonly bans: ReadonlyMap<UserId, Ban>;
  /** By link id. */
  readonly links: ReadonlyMap<string, GroupLink>;
  readonly requests: ReadonlyMap<UserId, JoinRequest>;
  /** Also those that have expired, until the next is made. */
  readonly invitations: ReadonlyMap<UserId, Invitation>;
  readonly stayedOut: StayedOutRows;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
}

/** An invitation for its user's session. */
export interface InvitedNews {
  /** Null: it is over. */
  readonly invitedBy: UserId | null;
  readonly createdAt: number;
  /** When it expires, or would have: ms since 1970. */
  readonly until: number;
}

/** What one flush changed and must be stored; null deletes a row. */
export interface GroupPatch {
  /** Null if unchanged. */
  readonly core: GroupCore | null;
  /** Undefined if unchanged. */
  readonly visibleSince: number | null | undefined;
  /** Null for a member who left: their row is in `formers` now. */
  readonly members: ReadonlyMap<UserId, Membership | null>;
  readonly formers: ReadonlyMap<UserId, FormerMembership | null>;
  /** Former members of earlier flushes who move to the table that is looked up by id and never read whole. */
  readonly settled: ReadonlyMap<UserId, FormerMembership>;
  readonly bans: ReadonlyMap<UserId, Ban | null>;
  readonly links: ReadonlyMap<string, GroupLink | null>;
  readonly requests: ReadonlyMap<UserId, JoinRequest | null>;
  readonly invitations: ReadonlyMap<UserId, Invitation | null>;
  /** What sessions are told of invitations. */
  readonly news: ReadonlyMap<UserId, InvitedNews>;
  readonly stayedOut: ReadonlyMap<UserId, StayedOut | null>;
  /** Who let those in who joined with this event. */
  readonly letInBy: ReadonlyMap<number, UserId>;
  /** Announcements to add, newest first. */
  readonly announcements: readonly Announcement[];
}

export const emptyGroupState: GroupState = {
  core: {
    info: { name: "", description: "", avatar: "" },
    settings: {
      joinPolicy: "closed",
      mayInvite: "admins",
      mayMentionAll: "admins",
      mayEditInfo: "admins",
      mayPin: "admins",
      maySend: "admins",
      historyVisible: false,
    },
    passwordHash: null,
    allSilenced: false,
    dissolved: false,
    createdBy: null,
  },
  visibleSince: null,
  members: new Map(),
  leavers: new Map(),
  formers: { find: () => undefined },
  bans: new Map(),
  links: new Map(),
  requests: new Map(),
  invitations: new Map(),
  stayedOut: { find: () => undefined },
  announcements: [],
};

/**
 * A group that one flush may change; what is not changed is not copied. An op is judged against the changes of the ops
 * before it, and changes nothing before it is certain to succeed.
 */
export class GroupDraft {
  readonly #base: GroupState;
  #core: GroupCore;
  #visibleSince: number | null;
  #announcements: readonly Announcement[];
  readonly members: MapDraft<UserId, Membership>;
  readonly formers: FormerDraft;
  readonly bans: MapDraft<UserId, Ban>;
  readonly links: MapDraft<string, GroupLink>;
  readonly requests: MapDraft<UserId, JoinRequest>;
  readonly invitations: MapDraft<UserId, Invitation>;
  readonly stayedOut: StayedOutDraft;
  readonly #news = new Map<UserId, InvitedNews>();
  readonly #letInBy = new Map<number, UserId>();

  constructor(base: GroupState) {
    this.#base = base;
    this.#core = base.core;
    this.#visibleSince = base.visibleSince;
    this.#announcements = base.announcements;
    this.members = new MapDraft(base.members);
    this.formers = new FormerDraft(base);
    this.bans = new MapDraft(base.bans);
    this.links = new MapDraft(base.links);
    this.requests = new MapDraft(base.requests);
    this.invitations = new MapDraft(base.invitations);
    this.stayedOut = new StayedOutDraft(base.stayedOut);
  }

  get core(): GroupCore {
    return this.#core;
  }

  /** Newest first. */
  get announcements(): readonly Announcement[] {
    return this.#announcements;
  }

  /** Whether the group exists and is not dissolved. */
  get isOpen(): boolean {
    return this.#core.createdBy !== null && !this.#core.dissolved;
  }

  /** What this user may see of the log; empty if they never were a member. */
  intervalsOf(userId: UserId): Intervals {
    return (this.members.get(userId) ?? this.formers.get(userId))?.intervals ?? [];
  }

  editCore(change: Partial<GroupCore>): void {
    this.#core = { ...this.#core, ...change };
  }

  /** Newcomers see the log from the event `fromSeq` on; null: each from their own joining. */
  showHistory(fromSeq: number | null): void {
    this.#visibleSince = fromSeq;
  }

  /**
   * What newcomers see with the event `joinedSeq`. Where earlier code switched the history on, nobody knows when: it is
   * visible from the first joining after that, so that nobody is shown what was hidden when it was written.
   */
  firstSeqFor(joinedSeq: number): number {
    if (!this.#core.settings.historyVisible) return joinedSeq;
    this.#visibleSince ??= joinedSeq;
    return this.#visibleSince;
  }

  /** Makes the user a member with the event `joinedSeq`; they see the log from `fromSeq` on. */
  admit(userId: UserId, role: Role, joinedSeq: number, fromSeq: number): void {
    const silencedUntil = this.formers.get(userId)?.silencedUntil ?? null;
    const intervals = openInterval(this.intervalsOf(userId), fromSeq);
    this.members.set(userId, { role, nickname: "", silencedUntil, joinedSeq, intervals });
    // Earlier code left a leaver's links behind.
    this.#dropLinksOf(userId);
    this.formers.delete(userId);
    this.requests.delete(userId);
    this.endInvitation(userId);
    this.stayedOut.delete(userId);
  }

  noteLetInBy(seq: number, userId: UserId): void {
    this.#letInBy.set(seq, userId);
  }

  /** Of two news for one user the later counts. */
  tellInvited(userId: UserId, news: InvitedNews): void {
    this.#news.set(userId, news);
  }

  /** Succeeds if there is none. */
  endInvitation(userId: UserId): void {
    const invitation = this.invitations.get(userId);
    if (invitation === undefined) return;
    const { createdAt } = invitation;
    this.invitations.delete(userId);
    this.tellInvited(userId, { invitedBy: null, createdAt, until: createdAt + wireLimits.invitationKeptMs });
  }

  /** Removes a member with the event `seq`, the last one that they see. */
  release(userId: UserId, seq: number): void {
    const member = this.members.get(userId);
    if (member === undefined) return;
    const { silencedUntil, intervals } = member;
    this.members.delete(userId);
    this.#dropLinksOf(userId);
    for (const { userId: invited, invitedBy } of [...this.invitations.values()])
      if (invitedBy === userId) this.endInvitation(invited);
    this.formers.set(userId, { silencedUntil, intervals: closeInterval(intervals, seq) });
  }

  #dropLinksOf(userId: UserId): void {
    const own = [...this.links.values()].filter(({ createdBy }) => createdBy === userId);
    for (const { linkId } of own) this.links.delete(linkId);
  }

  /** Users who are not members now, but were before this flush or during it. */
  *leavers(): Generator<UserId> {
    for (const [userId, former] of this.formers.changes) if (former !== null) yield userId;
  }

  editMember(userId: UserId, change: Partial<Pick<Membership, "role" | "nickname" | "silencedUntil">>): void {
    const member = this.members.get(userId);
    if (member !== undefined) this.members.set(userId, { ...member, ...change });
  }

  announce(announcement: Announcement): void {
    this.#announcements = [announcement, ...this.#announcements].slice(0, wireLimits.maxAnnouncements);
  }

  /** Whether there is anything to store. */
  get isTouched(): boolean {
    const { members, formers, bans, links, requests, invitations, stayedOut } = this;
    const maps = [members, formers, bans, links, requests, invitations, stayedOut];
    return (
      this.#core !== this.#base.core ||
      this.#visibleSince !== this.#base.visibleSince ||
      this.#announcements !== this.#base.announcements ||
      maps.some((map) => map.changes.size > 0)
    );
  }

  patch(): GroupPatch {
    const known = new Set(this.#base.announcements);
    return {
      core: this.#core === this.#base.core ? null : this.#core,
      visibleSince: this.#visibleSince === this.#base.visibleSince ? undefined : this.#visibleSince,
      members: this.members.changes,
      formers: this.formers.changes,
      settled: this.formers.settled,
      bans: this.bans.changes,
      links: this.links.changes,
      requests: this.requests.changes,
      invitations: this.invitations.changes,
      news: this.#news,
      stayedOut: this.stayedOut.changes,
      letInBy: this.#letInBy,
      announcements: this.#announcements.filter((announcement) => !known.has(announcement)),
    };
  }

  /** The state after this draft. The base is not changed; parts without a change are the same objects. */
  finish(): GroupState {
    if (!this.isTouched) return this.#base;
    return {
      core: this.#core,
      visibleSince: this.#visibleSince,
      members: this.members.finish(),
      leavers: this.formers.finish(),
      formers: this.#base.formers,
      bans: this.bans.finish(),
      links: this.links.finish(),
      requests: this.requests.finish(),
      invitations: this.invitations.finish(),
      stayedOut: this.#base.stayedOut,
      announcements: this.#announcements,
    };
  }
}

// What a group holds in memory beside its log: who is in and what holds here. Pure; storage agrees with it after every flush.
import type { Announcement, GroupInfo, GroupSettings, Member, Role } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { Ban, GroupLink, JoinRequest } from "../../schema/rpc/group.ts";
import { MapDraft } from "./map-draft.ts";
import { closeInterval, openInterval, type Intervals } from "../conversation/log/visibility.ts";

/** What is said of the group itself. */
export interface GroupCore {
  readonly info: GroupInfo;
  readonly settings: GroupSettings;
  readonly passwordHash: string | null;
  readonly allMuted: boolean;
  readonly dissolved: boolean;
  /** null: there is no such group. */
  readonly createdBy: UserId | null;
}

/** Who is in. */
export type Membership = Omit<Member, "userId"> & { readonly intervals: Intervals };

/** Who was in and is out. A mute goes on meanwhile: nobody gets rid of it by leaving. */
export type FormerMembership = Pick<Membership, "mutedUntil" | "intervals">;

export interface GroupState {
  readonly core: GroupCore;
  readonly members: ReadonlyMap<UserId, Membership>;
  readonly formers: ReadonlyMap<UserId, FormerMembership>;
  readonly bans: ReadonlyMap<UserId, Ban>;
  /** By link id. */
  readonly links: ReadonlyMap<string, GroupLink>;
  readonly requests: ReadonlyMap<UserId, JoinRequest>;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
}

/** What one flush changed, to be stored: null takes a row away. */
export interface GroupPatch {
  /** null: as it was. */
  readonly core: GroupCore | null;
  /** null: they are among `formers` now. */
  readonly members: ReadonlyMap<UserId, Membership | null>;
  readonly formers: ReadonlyMap<UserId, FormerMembership | null>;
  readonly bans: ReadonlyMap<UserId, Ban | null>;
  readonly links: ReadonlyMap<string, GroupLink | null>;
  readonly requests: ReadonlyMap<UserId, JoinRequest | null>;
  /** New ones, newest first. */
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
    allMuted: false,
    dissolved: false,
    createdBy: null,
  },
  members: new Map(),
  formers: new Map(),
  bans: new Map(),
  links: new Map(),
  requests: new Map(),
  announcements: [],
};

/**
 * A group that one flush may change: what is not touched is not copied. An op is judged against what those before it
 * have changed, and changes nothing before it is sure to be done.
 */
export class GroupDraft {
  readonly #base: GroupState;
  #core: GroupCore;
  #announcements: readonly Announcement[];
  readonly members: MapDraft<UserId, Membership>;
  readonly formers: MapDraft<UserId, FormerMembership>;
  readonly bans: MapDraft<UserId, Ban>;
  readonly links: MapDraft<string, GroupLink>;
  readonly requests: MapDraft<UserId, JoinRequest>;

  constructor(base: GroupState) {
    this.#base = base;
    this.#core = base.core;
    this.#announcements = base.announcements;
    this.members = new MapDraft(base.members);
    this.formers = new MapDraft(base.formers);
    this.bans = new MapDraft(base.bans);
    this.links = new MapDraft(base.links);
    this.requests = new MapDraft(base.requests);
  }

  get core(): GroupCore {
    return this.#core;
  }

  /** Newest first. */
  get announcements(): readonly Announcement[] {
    return this.#announcements;
  }

  /** Whether there is such a group, and it was not dissolved. */
  get isOpen(): boolean {
    return this.#core.createdBy !== null && !this.#core.dissolved;
  }

  /** What they may see of the log; empty for who was never in. */
  intervalsOf(userId: UserId): Intervals {
    return (this.members.get(userId) ?? this.formers.get(userId))?.intervals ?? [];
  }

  editCore(change: Partial<GroupCore>): void {
    this.#core = { ...this.#core, ...change };
  }

  /** They come in with the event `joinedSeq`, and see the log from `fromSeq` on. */
  admit(userId: UserId, role: Role, joinedSeq: number, fromSeq: number): void {
    const mutedUntil = this.formers.get(userId)?.mutedUntil ?? null;
    const intervals = openInterval(this.intervalsOf(userId), fromSeq);
    this.members.set(userId, { role, nickname: "", mutedUntil, joinedSeq, intervals });
    this.formers.delete(userId);
    this.requests.delete(userId);
  }

  /** They go with the event `seq`, the last one that they see. */
  release(userId: UserId, seq: number): void {
    const member = this.members.get(userId);
    if (member === undefined) return;
    const { mutedUntil, intervals } = member;
    this.members.delete(userId);
    this.formers.set(userId, { mutedUntil, intervals: closeInterval(intervals, seq) });
  }

  /** Who is out now, and was in before or in between. */
  *leavers(): Generator<UserId> {
    for (const [userId, former] of this.formers.changes) if (former !== null) yield userId;
  }

  editMember(userId: UserId, change: Partial<Pick<Membership, "role" | "nickname" | "mutedUntil">>): void {
    const member = this.members.get(userId);
    if (member !== undefined) this.members.set(userId, { ...member, ...change });
  }

  announce(announcement: Announcement): void {
    this.#announcements = [announcement, ...this.#announcements].slice(0, wireLimits.maxAnnouncements);
  }

  /** Whether anything is to be stored. */
  get isTouched(): boolean {
    const maps = [this.members, this.formers, this.bans, this.links, this.requests];
    return (
      this.#core !== this.#base.core ||
      this.#announcements !== this.#base.announcements ||
      maps.some((map) => map.changes.size > 0)
    );
  }

  patch(): GroupPatch {
    const known = new Set(this.#base.announcements);
    return {
      core: this.#core === this.#base.core ? null : this.#core,
      members: this.members.changes,
      formers: this.formers.changes,
      bans: this.bans.changes,
      links: this.links.changes,
      requests: this.requests.changes,
      announcements: this.#announcements.filter((announcement) => !known.has(announcement)),
    };
  }

  /** The state after this draft; the base stays as it was, and where nothing changed it is the same object. */
  finish(): GroupState {
    if (!this.isTouched) return this.#base;
    return {
      core: this.#core,
      members: this.members.finish(),
      formers: this.formers.finish(),
      bans: this.bans.finish(),
      links: this.links.finish(),
      requests: this.requests.finish(),
      announcements: this.#announcements,
    };
  }
}

// The SQL of a group beside its log, and nothing else: read whole at start, written row by row.
import type { Announcement, GroupInfo, GroupSettings, Role } from "../../schema/protocol/group.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { AdmissionStore } from "./admission-store.ts";
import type { FormerMembership, FormerMembers } from "./former-draft.ts";
import { emptyGroupState, type GroupCore, type GroupPatch, type GroupState, type Membership } from "./group-state.ts";
import type { Intervals } from "../conversation/log/visibility.ts";

type CoreRow = {
  info: string;
  settings: string;
  password_hash: string | null;
  all_muted: number;
  dissolved: number;
  created_by: string;
};
type MemberRow = {
  user_id: string;
  role: string | null;
  nickname: string;
  muted_until: number | null;
  joined_seq: number | null;
  intervals: string;
};
type AnnouncementRow = { seq: number; text: string; authorId: UserId; createdAt: number };

const packIntervals = (intervals: Intervals): string =>
  JSON.stringify(intervals.map(({ fromSeq, toSeq }) => [fromSeq, toSeq]));

const unpackIntervals = (text: string): Intervals =>
  (JSON.parse(text) as [number, number | null][]).map(([fromSeq, toSeq]) => ({ fromSeq, toSeq }));

export class GroupStore {
  readonly #sql: SqlStorage;
  /** The same object in every state. */
  readonly #formers: FormerMembers = { find: (userId) => this.#findFormer(userId) };
  readonly #admission: AdmissionStore;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.#admission = new AdmissionStore(sql);
  }

  load(): GroupState {
    const core = this.#loadCore();
    const formers = this.#formers;
    const { stayedOut } = this.#admission;
    if (core === null) return { ...emptyGroupState, formers, stayedOut };
    return {
      ...emptyGroupState,
      core,
      formers,
      visibleSince: this.#loadVisibleSince(),
      ...this.#loadPeople(),
      ...this.#admission.load(),
      announcements: this.#loadAnnouncements(),
    };
  }

  /** Writes the rows that a flush changed, within its transaction. */
  save(patch: GroupPatch, groupId: ConversationId): void {
    if (patch.core !== null) this.#saveCore(patch.core, groupId);
    if (patch.visibleSince !== undefined) this.#saveVisibleSince(patch.visibleSince);
    for (const [userId, member] of patch.members) {
      if (member !== null) this.#saveMember(userId, member);
    }
    for (const [userId, former] of patch.formers) {
      if (former !== null) this.#saveFormer(userId, former);
    }
    for (const [userId, former] of patch.settled) this.#settleFormer(userId, former);
    this.#admission.save(patch);
    for (const [seq, userId] of patch.letInBy)
      this.#sql.exec("INSERT OR REPLACE INTO let_in_by VALUES (?, ?)", seq, userId);
    this.#saveAnnouncements(patch.announcements);
  }

  /** Who let those in who joined with this event; undefined: nobody did, or an earlier version stored it. */
  letInBy(seq: number): UserId | undefined {
    const query = "SELECT user_id AS userId FROM let_in_by WHERE seq = ?";
    return this.#sql.exec<{ userId: UserId }>(query, seq).toArray()[0]?.userId;
  }

  /** Times of wrong passwords by user, oldest first. */
  loadPasswordAttempts(): Map<UserId, readonly number[]> {
    const rows = this.#sql.exec<{ user_id: string; times: string }>("SELECT user_id, times FROM password_attempt");
    return new Map([...rows].map((row) => [row.user_id as UserId, JSON.parse(row.times) as number[]]));
  }

  /** Null if the user has no attempts left to store. */
  savePasswordAttempts(changes: ReadonlyMap<UserId, readonly number[] | null>): void {
    for (const [userId, times] of changes) {
      if (times === null) this.#sql.exec("DELETE FROM password_attempt WHERE user_id = ?", userId);
      else this.#sql.exec("INSERT OR REPLACE INTO password_attempt VALUES (?, ?)", userId, JSON.stringify(times));
    }
  }

  #loadCore(): GroupCore | null {
    const query = "SELECT info, settings, password_hash, all_muted, dissolved, created_by FROM group_core";
    const row = this.#sql.exec<CoreRow>(query).toArray()[0];
    if (row === undefined) return null;
    return {
      info: JSON.parse(row.info) as GroupInfo,
      settings: JSON.parse(row.settings) as GroupSettings,
      passwordHash: row.password_hash,
      allSilenced: row.all_muted === 1,
      dissolved: row.dissolved === 1,
      createdBy: row.created_by as UserId,
    };
  }

  #loadVisibleSince(): number | null {
    const query = "SELECT since_seq AS seq FROM visible_history";
    return this.#sql.exec<{ seq: number }>(query).toArray()[0]?.seq ?? null;
  }

  #loadPeople(): Pick<GroupState, "members" | "leavers"> {
    const members = new Map<UserId, Membership>();
    const leavers = new Map<UserId, FormerMembership>();
    const query = "SELECT user_id, role, nickname, muted_until, joined_seq, intervals FROM member";
    for (const row of this.#sql.exec<MemberRow>(query)) {
      const userId = row.user_id as UserId;
      const { nickname, muted_until: silencedUntil, joined_seq: joinedSeq } = row;
      const intervals = unpackIntervals(row.intervals);
      if (row.role === null || joinedSeq === null) leavers.set(userId, { silencedUntil, intervals });
      else members.set(userId, { role: row.role as Role, nickname, silencedUntil, joinedSeq, intervals });
    }
    return { members, leavers };
  }

  #loadAnnouncements(): Announcement[] {
    const query =
      "SELECT seq, text, author_id AS authorId, created_at AS createdAt FROM announcement ORDER BY seq DESC LIMIT ?";
    return this.#sql.exec<AnnouncementRow>(query, wireLimits.maxAnnouncements).toArray();
  }

  #saveCore(core: GroupCore, groupId: ConversationId): void {
    this.#sql.exec(
      "INSERT OR REPLACE INTO group_core VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
      groupId,
      JSON.stringify(core.info),
      JSON.stringify(core.settings),
      core.passwordHash,
      core.allSilenced ? 1 : 0,
      core.dissolved ? 1 : 0,
      core.createdBy,
    );
  }

  #saveVisibleSince(seq: number | null): void {
    if (seq === null) this.#sql.exec("DELETE FROM visible_history");
    else this.#sql.exec("INSERT OR REPLACE INTO visible_history VALUES (1, ?)", seq);
  }

  #saveMember(userId: UserId, { role, nickname, silencedUntil, joinedSeq, intervals }: Membership): void {
    this.#savePerson(userId, role, nickname, silencedUntil, joinedSeq, intervals);
  }

  #saveFormer(userId: UserId, { silencedUntil, intervals }: FormerMembership): void {
    this.#savePerson(userId, null, "", silencedUntil, null, intervals);
  }

  #findFormer(userId: UserId): FormerMembership | undefined {
    const query = "SELECT muted_until AS silencedUntil, intervals FROM former_member WHERE user_id = ?";
    const row = this.#sql.exec<{ silencedUntil: number | null; intervals: string }>(query, userId).toArray()[0];
    return row === undefined
      ? undefined
      : { silencedUntil: row.silencedUntil, intervals: unpackIntervals(row.intervals) };
  }

  #settleFormer(userId: UserId, { silencedUntil, intervals }: FormerMembership): void {
    const query = "INSERT OR REPLACE INTO former_member VALUES (?, ?, ?)";
    this.#sql.exec(query, userId, silencedUntil, packIntervals(intervals));
    this.#sql.exec("DELETE FROM member WHERE user_id = ?", userId);
  }

  #savePerson(
    userId: UserId,
    role: Role | null,
    nickname: string,
    silencedUntil: number | null,
    joinedSeq: number | null,
    intervals: Intervals,
  ): void {
    const packed = packIntervals(intervals);
    const query = "INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql.exec(query, userId, role, nickname, silencedUntil, joinedSeq, packed);
  }

  #saveAnnouncements(announcements: readonly Announcement[]): void {
    for (const { seq, text, authorId, createdAt } of announcements)
      this.#sql.exec("INSERT INTO announcement VALUES (?, ?, ?, ?)", seq, text, authorId, createdAt);
    if (announcements.length === 0) return;
    this.#sql.exec(
      "DELETE FROM announcement WHERE seq <= (SELECT seq FROM announcement ORDER BY seq DESC LIMIT 1 OFFSET ?)",
      wireLimits.maxAnnouncements,
    );
  }
}

/** Null until the group is created. */
export function loadGroupId(sql: SqlStorage): ConversationId | null {
  const row = sql.exec<{ id: ConversationId }>("SELECT group_id AS id FROM group_core").toArray()[0];
  return row?.id ?? null;
}

// Limits how many groups this user creates: a group holds a place while it is being created, and for an hour
// afterwards.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import { limited, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Inbox } from "../inbox/inbox.ts";

const windowMs = 3_600_000;
/** Longer than any request: a group that is not in its creator's inbox by then was not created. */
const makingMs = 60_000;

type Row = { group_id: string; at: number };

export class GroupCreations {
  readonly #sql: SqlStorage;
  readonly #limits: Pick<Limits, "LIMIT_GROUPS_PER_HOUR">;
  readonly #inbox: Pick<Inbox, "has">;

  /** @param inbox contains every group that this user created: the group ensures it */
  constructor(sql: SqlStorage, limits: Pick<Limits, "LIMIT_GROUPS_PER_HOUR">, inbox: Pick<Inbox, "has">) {
    this.#sql = sql;
    this.#limits = limits;
    this.#inbox = inbox;
  }

  /**
   * Reserves a place for a group that is about to be created; repeats for the same group reserve nothing.
   *
   * @returns RATE_LIMITED with the ms until a place is free, when there were too many within the hour
   */
  reserve(groupId: ConversationId, now: number): { ok: true } | Refused {
    const held = this.#held(now);
    if (this.#inbox.has(groupId) || held.some((row) => row.group_id === groupId)) return { ok: true };
    if (held.length >= this.#limits.LIMIT_GROUPS_PER_HOUR) {
      const oldest = Math.min(...held.map(({ at }) => at));
      return limited("groups", Math.max(1, oldest + windowMs - now));
    }
    this.#sql.exec("INSERT INTO group_reservation VALUES (?, ?)", groupId, now);
    return { ok: true };
  }

  /** Whether the user created this group, or is creating it. */
  isKnown(groupId: ConversationId, now: number): boolean {
    return this.#inbox.has(groupId) || this.#held(now).some((row) => row.group_id === groupId);
  }

  /** Releases the place of a group that was not created. */
  release(groupId: ConversationId): void {
    if (!this.#inbox.has(groupId)) this.#delete(groupId);
  }

  /** Reservations that still count; others are deleted. */
  #held(now: number): Row[] {
    const rows = this.#sql.exec<Row>("SELECT group_id, at FROM group_reservation").toArray();
    const isHeld = ({ group_id: groupId, at }: Row): boolean => {
      // Times far in the future come from a clock that was wrong.
      if (at <= now - windowMs || at > now + windowMs) return false;
      return at > now - makingMs || this.#inbox.has(groupId as ConversationId);
    };
    for (const row of rows) if (!isHeld(row)) this.#delete(row.group_id);
    return rows.filter(isHeld);
  }

  #delete(groupId: string): void {
    this.#sql.exec("DELETE FROM group_reservation WHERE group_id = ?", groupId);
  }
}

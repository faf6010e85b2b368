// The rows of what the user has begun with others, each until all who are concerned know of it; with each person only the
// latest counts.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { FriendAct, Relation } from "../../../schema/rpc/people.ts";

/** `told`: decided; what the other one's session has to know. */
export type BegunAct = FriendAct | { readonly kind: "told"; readonly version: number; readonly relation: Relation };

export class FriendActs {
  readonly #sql: SqlStorage;
  /** Of the oldest; undefined: not read yet. */
  #firstAt: number | null | undefined;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** When the oldest was begun, ms since 1970; null: there is none. */
  get firstAt(): number | null {
    if (this.#firstAt === undefined) {
      const { at } = this.#sql.exec<{ at: number | null }>("SELECT min(at) AS at FROM friend_act").one();
      this.#firstAt = at;
    }
    return this.#firstAt;
  }

  /** With whom something was begun at this time or before. */
  begunUntil(at: number): readonly UserId[] {
    const query = "SELECT user_id AS id FROM friend_act WHERE at <= ?";
    return [...this.#sql.exec<{ id: UserId }>(query, at)].map(({ id }) => id);
  }

  userIds(): readonly UserId[] {
    return this.begunUntil(Number.MAX_SAFE_INTEGER);
  }

  get(userId: UserId): BegunAct | undefined {
    const query = "SELECT act FROM friend_act WHERE user_id = ?";
    const [row] = this.#sql.exec<{ act: string }>(query, userId).toArray();
    return row === undefined ? undefined : (JSON.parse(row.act) as BegunAct);
  }

  put(userId: UserId, at: number, act: BegunAct): void {
    this.#sql.exec("INSERT OR REPLACE INTO friend_act VALUES (?, ?, ?)", userId, at, JSON.stringify(act));
    this.#firstAt = undefined;
  }

  delete(userId: UserId): void {
    this.#sql.exec("DELETE FROM friend_act WHERE user_id = ?", userId);
    this.#firstAt = undefined;
  }
}

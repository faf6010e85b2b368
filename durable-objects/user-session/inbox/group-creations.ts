// How many groups this user has made of late.
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";

const windowMs = 3_600_000;

export class GroupCreations {
  readonly #sql: SqlStorage;
  readonly #limits: Pick<Limits, "LIMIT_GROUPS_PER_HOUR">;

  constructor(sql: SqlStorage, limits: Pick<Limits, "LIMIT_GROUPS_PER_HOUR">) {
    this.#sql = sql;
    this.#limits = limits;
  }

  /** @returns RATE_LIMITED, with the ms until the next one, when there were too many within the hour */
  count(now: number): { ok: true } | Refused {
    // What lies far ahead was counted by a clock that was wrong.
    this.#sql.exec("DELETE FROM group_creation WHERE at <= ? OR at > ?", now - windowMs, now + windowMs);
    const query = "SELECT count(*) AS n, min(at) AS oldest FROM group_creation";
    const { n, oldest } = this.#sql.exec<{ n: number; oldest: number | null }>(query).one();
    if (n >= this.#limits.LIMIT_GROUPS_PER_HOUR)
      return refused("RATE_LIMITED", Math.max(1, (oldest ?? now) + windowMs - now));
    this.#sql.exec("INSERT INTO group_creation (at) VALUES (?)", now);
    return { ok: true };
  }
}

// Which Idempotency-Keys the user's requests carried, and what each of them makes: its id is reserved before it is
// made, so that a repeat makes the same and not another.
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { limited, refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Once } from "../../../schema/rpc/session-questions.ts";
import type { DueTasks } from "../../runtime/due-tasks.ts";

const { idempotencyKeyKeptMs: keptMs, maxIdempotencyKeys } = wireLimits;
/** Old keys are forgotten together, at most this often: each ring of the alarm costs. */
const forgetEveryMs = 3_600_000;

/** The one task of this kind; it has no key. */
export type MakingTask = "forget-keys";

type Row = { request_hash: string; resource_id: string; is_made: number; at: number };

/** How many keys are stored, and the time of the oldest. */
interface Held {
  readonly count: number;
  readonly oldestAt: number;
}

export class IdempotencyKeys {
  readonly #sql: SqlStorage;
  readonly #tasks: Pick<DueTasks<MakingTask>, "add">;
  readonly #arm: () => void;
  /** Counted once per instance of the object, when first needed. */
  #held: Held | null = null;

  /** @param arm sets the alarm; called without an `await` after the write that needs it */
  constructor(sql: SqlStorage, tasks: Pick<DueTasks<MakingTask>, "add">, arm: () => void) {
    this.#sql = sql;
    this.#tasks = tasks;
    this.#arm = arm;
  }

  /**
   * Reserves `resourceId` for this request, unless an earlier one with the same key has reserved another.
   *
   * @returns the id to make or, if `isMade`, to read; IDEMPOTENCY_KEY_REUSED if the key came with another request;
   * RATE_LIMITED when there are too many keys, with the ms until the oldest is forgotten. None is forgotten early: its
   * repeat would make a second one
   */
  begin(
    { key, requestHash }: Once,
    resourceId: string,
    now: number,
  ): { resourceId: string; isMade: boolean } | Refused {
    const query = "SELECT request_hash, resource_id, is_made, at FROM idempotency_key WHERE key = ?";
    const row = this.#sql.exec<Row>(query, key).toArray()[0];
    if (row !== undefined && !isOver(row.at, now)) {
      if (row.request_hash !== requestHash) return refused("IDEMPOTENCY_KEY_REUSED");
      return { resourceId: row.resource_id, isMade: row.is_made === 1 };
    }
    if (this.#count().count >= maxIdempotencyKeys) this.#deleteOld(now);
    const { count, oldestAt } = this.#count();
    if (count >= maxIdempotencyKeys) return limited("keys", Math.max(1, oldestAt + keptMs - now));
    this.#sql.exec("INSERT OR REPLACE INTO idempotency_key VALUES (?, ?, ?, 0, ?)", key, requestHash, resourceId, now);
    this.#held = row === undefined ? { count: count + 1, oldestAt: Math.min(oldestAt, now) } : null;
    if (count === 0) this.#forgetAt(now + keptMs);
    return { resourceId, isMade: false };
  }

  /** From now on a repeat reads what was made, and makes nothing if it is gone. */
  noteMade(key: string): void {
    this.#sql.exec("UPDATE idempotency_key SET is_made = 1 WHERE key = ? AND is_made = 0", key);
  }

  /** Forgets the key that began last: its request was refused before anybody got the id, so nothing will be made. */
  dropNewest(key: string): void {
    this.#sql.exec("DELETE FROM idempotency_key WHERE key = ?", key);
    const held = this.#held;
    this.#held = held === null || held.count < 2 ? null : { ...held, count: held.count - 1 };
  }

  /** The task `forget-keys`. */
  forget(now: number): void {
    this.#deleteOld(now);
    const { count, oldestAt } = this.#count();
    if (count > 0) this.#forgetAt(Math.max(oldestAt + keptMs, now + forgetEveryMs));
  }

  #forgetAt(at: number): void {
    this.#tasks.add("forget-keys", "", at);
    this.#arm();
  }

  #deleteOld(now: number): void {
    // Times far in the future come from a clock that was wrong.
    this.#sql.exec("DELETE FROM idempotency_key WHERE at <= ? OR at > ?", now - keptMs, now + keptMs);
    this.#held = null;
  }

  #count(): Held {
    if (this.#held === null) {
      const query = "SELECT count(*) AS count, coalesce(min(at), 9e15) AS oldestAt FROM idempotency_key";
      const { count, oldestAt } = this.#sql.exec<{ count: number; oldestAt: number }>(query).one();
      this.#held = { count, oldestAt };
    }
    return this.#held;
  }
}

const isOver = (at: number, now: number): boolean => at <= now - keptMs || at > now + keptMs;

// Attempts at a group's password. Each is counted before the password is checked, so that parallel attempts do not
// evade the limit.
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Limits } from "../../schema/protocol/limits.ts";

const userWindowMs = 15 * 60_000;
const groupWindowMs = 60_000;

type AttemptLimits = Pick<Limits, "LIMIT_GROUP_PASSWORD_FAILURES" | "LIMIT_GROUP_PASSWORDS_PER_MINUTE">;

/** By user: the times of their attempts, in ms since 1970, oldest first. */
export type AttemptTimes = ReadonlyMap<UserId, readonly number[]>;

/**
 * An attempt counts as wrong until it is known to be right: one that never ends stays wrong. The two limits also bound
 * what is stored: only attempts that they allow are kept, for the longer window.
 */
export class PasswordAttempts {
  readonly #limits: AttemptLimits;
  readonly #times: Map<UserId, readonly number[]>;
  readonly #changes = new Map<UserId, readonly number[] | null>();

  /** @param stored all that `takeChanges` returned so far, merged */
  constructor(limits: AttemptLimits, stored: AttemptTimes = new Map()) {
    this.#limits = limits;
    this.#times = new Map(stored);
  }

  /** Counts an attempt. @returns RATE_LIMITED with the ms until the next one, when there were too many wrong ones */
  begin(userId: UserId, now: number): Refusal | null {
    this.#forget(now);
    const { LIMIT_GROUP_PASSWORD_FAILURES: perUser, LIMIT_GROUP_PASSWORDS_PER_MINUTE: perMinute } = this.#limits;
    const own = this.#times.get(userId) ?? [];
    const everybodys = [...this.#times.values()].flat();
    const retryAfterMs = Math.max(
      untilAllowed(own, perUser, userWindowMs, now),
      untilAllowed(everybodys, perMinute, groupWindowMs, now),
    );
    if (retryAfterMs > 0) return { code: "RATE_LIMITED", retryAfterMs };
    this.#set(userId, [...own, now]);
    return null;
  }

  /** The password was right: deletes this user's earlier attempts. */
  succeed(userId: UserId): void {
    if (this.#times.has(userId)) this.#set(userId, []);
  }

  /** What must be stored since the last call; null: no attempts of this user are left. */
  takeChanges(): ReadonlyMap<UserId, readonly number[] | null> {
    const changes = new Map(this.#changes);
    this.#changes.clear();
    return changes;
  }

  #forget(now: number): void {
    for (const [userId, times] of this.#times) {
      // Times far in the future come from a clock that was wrong.
      const kept = times.filter((time) => time > now - userWindowMs && time <= now + userWindowMs);
      if (kept.length < times.length) this.#set(userId, kept);
    }
  }

  #set(userId: UserId, times: readonly number[]): void {
    if (times.length === 0) this.#times.delete(userId);
    else this.#times.set(userId, times);
    this.#changes.set(userId, times.length === 0 ? null : times);
  }
}

/** 0, or the ms until fewer than `most` of these times lie within the window. */
function untilAllowed(times: readonly number[], most: number, windowMs: number, now: number): number {
  const within = times.filter((time) => time > now - windowMs).toSorted((a, b) => a - b);
  const lastToLeave = within[within.length - most];
  return lastToLeave === undefined ? 0 : lastToLeave + windowMs - now;
}

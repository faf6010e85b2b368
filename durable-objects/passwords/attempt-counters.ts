// Wrong passwords per account, counted by network and known device. An attempt is counted before its password is checked.
import type { Limits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";

export const attemptWindowMs = 15 * 60_000;
const hourMs = 3_600_000;
/** How far the clock may step back, as between two machines, before a count is taken for that of a clock that was wrong. */
const clockStepMs = 60_000;

/**
 * How much more a wider network may fail than the one within it: whoever has a /48 has 65,536 times a /64, and many
 * people may be behind a /24.
 */
const growth = [1, 2, 4] as const;
/** Stands for every client where no address is known. */
const unknownNetwork = "unknown";
const everywhere = "*";
const changes = "changes";

export type AttemptLimits = Pick<
  Limits,
  "LIMIT_LOGIN_FAILURES" | "LIMIT_LOGIN_FAILURES_ANYWHERE" | "LIMIT_PASSWORD_CHANGES_PER_HOUR"
>;

export interface Attempt {
  readonly subject: string;
  /** From the narrow network to the wide one. */
  readonly networks: readonly string[];
  readonly knownDevice: string | null;
  readonly hasSolvedChallenge: boolean;
}

interface Bucket {
  readonly name: string;
  readonly limit: number;
  readonly code: "RATE_LIMITED" | "CHALLENGE_REQUIRED";
}

/**
 * A count ends `attemptWindowMs` after its last attempt, so there are never more than the limit within that time. What
 * is refused is not counted, so a lock ends.
 */
export class AttemptCounters {
  readonly #sql: SqlStorage;
  readonly #limits: AttemptLimits;
  readonly #now: () => number;

  constructor(sql: SqlStorage, limits: AttemptLimits, now: () => number) {
    this.#sql = sql;
    this.#limits = limits;
    this.#now = now;
  }

  /** Whether this attempt may be made now. Stores nothing. @returns RATE_LIMITED, CHALLENGE_REQUIRED */
  refusalOf(attempt: Attempt): Refused | null {
    for (const { name, limit, code } of this.#bucketsOf(attempt)) {
      const { count, leftMs } = this.#read(attempt.subject, name);
      if (count >= limit && !(code === "CHALLENGE_REQUIRED" && attempt.hasSolvedChallenge))
        return refused(code, leftMs);
    }
    return null;
  }

  /** Counts the attempt as failed, unless it is refused. */
  begin(attempt: Attempt): Refused | null {
    const refusal = this.refusalOf(attempt);
    if (refusal !== null) return refusal;
    const endsAt = this.#now() + attemptWindowMs;
    for (const { name } of this.#bucketsOf(attempt)) {
      this.#write(attempt.subject, name, this.#read(attempt.subject, name).count + 1, endsAt);
    }
    return null;
  }

  /**
   * The password was wrong: the count ends 15 minutes from now. Written for every name, known or not: the answer waits for
   * what is written before it, and for an existing account the audit's count is.
   */
  fail(attempt: Attempt): void {
    const endsAt = this.#now() + attemptWindowMs;
    for (const { name } of this.#bucketsOf(attempt)) {
      this.#sql.exec("UPDATE attempt SET ends_at = ? WHERE subject = ? AND bucket = ?", endsAt, attempt.subject, name);
    }
  }

  /** The password was right: forgets what failed in its own narrow network, and keeps what failed in others. */
  succeed(attempt: Attempt): void {
    const [own, ...around] = this.#bucketsOf(attempt);
    if (own === undefined) return;
    const { subject } = attempt;
    const failed = this.#read(subject, own.name).count;
    for (const { name } of [own, ...around]) {
      const { count, leftMs } = this.#read(subject, name);
      this.#write(subject, name, count - failed, this.#now() + leftMs);
    }
  }

  /** Counts a change of password. @returns RATE_LIMITED beyond LIMIT_PASSWORD_CHANGES_PER_HOUR */
  countChange(subject: string): Refused | null {
    const { count, leftMs } = this.#read(subject, changes, hourMs);
    if (count >= this.#limits.LIMIT_PASSWORD_CHANGES_PER_HOUR) return refused("RATE_LIMITED", leftMs);
    this.#write(subject, changes, count + 1, this.#now() + (count === 0 ? hourMs : leftMs));
    return null;
  }

  /** Deletes counts that have ended. @returns whether any are left */
  forget(): boolean {
    const now = this.#now();
    // Ends far in the future come from a clock that was wrong.
    this.#sql.exec("DELETE FROM attempt WHERE ends_at <= ? OR ends_at > ?", now, now + hourMs + clockStepMs);
    return this.hasAny();
  }

  hasAny(): boolean {
    return this.#sql.exec("SELECT 1 FROM attempt LIMIT 1").toArray().length > 0;
  }

  /** A known device has a budget of its own, which no network's failures use up, nor its failures theirs. */
  #bucketsOf({ networks, knownDevice }: Attempt): readonly Bucket[] {
    const { LIMIT_LOGIN_FAILURES: narrow, LIMIT_LOGIN_FAILURES_ANYWHERE: most } = this.#limits;
    if (knownDevice !== null) return [{ name: `device ${knownDevice}`, limit: narrow, code: "RATE_LIMITED" }];
    const named = networks.length === 0 ? [unknownNetwork] : networks;
    const byNetwork = named.map((name, i) => {
      const factor = growth[Math.min(i, growth.length - 1)] ?? 1;
      return { name, limit: narrow * factor, code: "RATE_LIMITED" } as const;
    });
    return [...byNetwork, { name: everywhere, limit: most, code: "CHALLENGE_REQUIRED" }];
  }

  #read(subject: string, bucket: string, windowMs = attemptWindowMs): { count: number; leftMs: number } {
    const now = this.#now();
    const row = this.#sql
      .exec<{ count: number; ends_at: number }>(
        "SELECT count, ends_at FROM attempt WHERE subject = ? AND bucket = ?",
        subject,
        bucket,
      )
      .toArray()[0];
    const leftMs = (row?.ends_at ?? 0) - now;
    return row === undefined || leftMs <= 0 || leftMs > windowMs + clockStepMs
      ? { count: 0, leftMs: 0 }
      : { count: row.count, leftMs: Math.min(leftMs, windowMs) };
  }

  #write(subject: string, bucket: string, count: number, endsAt: number): void {
    if (count > 0) this.#sql.exec("INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?)", subject, bucket, count, endsAt);
    else this.#sql.exec("DELETE FROM attempt WHERE subject = ? AND bucket = ?", subject, bucket);
  }
}

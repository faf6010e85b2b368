// Guesses at this account's password: counted before the password is looked at, so that parallel ones cannot slip through.
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";

export const loginWindowMs = 15 * 60_000;

/** How long an attempt waits for the next of those before it to turn out right or wrong; hashing takes a while. */
const maxWaitMs = 8_000;
const maxWaiting = 64;

/**
 * An attempt counts as failed until it is known to be right. While the outcome of some is open, one too many waits: the
 * owner's ten devices may sign in together, a guesser's eleven do not get through.
 */
export class LoginAttempts {
  readonly #sql: SqlStorage;
  readonly #limits: Pick<Limits, "LIMIT_LOGIN_FAILURES">;
  readonly #now: () => number;
  /** Begun by this instance, outcome unknown: id → when. A failure on the way loses no more than the wait. */
  readonly #open = new Map<string, number>();
  readonly #waiting = new Set<() => void>();

  constructor(sql: SqlStorage, limits: Pick<Limits, "LIMIT_LOGIN_FAILURES">, now: () => number) {
    this.#sql = sql;
    this.#limits = limits;
    this.#now = now;
  }

  /** @returns RATE_LIMITED when too many attempts failed within `loginWindowMs` */
  async begin(): Promise<{ attemptId: string } | Refused> {
    for (;;) {
      const retryAfterMs = this.#untilAllowed();
      if (retryAfterMs === 0) return this.#add();
      if (!this.#mayTurnOutRight() || this.#waiting.size >= maxWaiting) return refused("RATE_LIMITED", retryAfterMs);
      await this.#outcome();
    }
  }

  /** The password was wrong. @returns whether that locked the account: the next attempt will be refused */
  fail(attemptId: string): { readonly locked: boolean } {
    this.#open.delete(attemptId);
    this.#wake();
    return { locked: this.#untilAllowed() > 0 && !this.#mayTurnOutRight() };
  }

  /** The password was right: earlier failures are forgotten. */
  clear(): void {
    this.#sql.exec("DELETE FROM login_attempt");
    this.#open.clear();
    this.#wake();
  }

  /** 0, or the ms until the oldest attempt leaves the window. */
  #untilAllowed(): number {
    const since = this.#now() - loginWindowMs;
    // What lies far ahead was counted by a clock that was wrong: it would lock the account until then.
    this.#sql.exec("DELETE FROM login_attempt WHERE at <= ? OR at > ?", since, this.#now() + loginWindowMs);
    const { n, oldest } = this.#sql
      .exec<{ n: number; oldest: number | null }>("SELECT count(*) AS n, min(at) AS oldest FROM login_attempt")
      .one();
    return n < this.#limits.LIMIT_LOGIN_FAILURES ? 0 : Math.max(1, (oldest ?? 0) - since);
  }

  #add(): { attemptId: string } {
    const attemptId = crypto.randomUUID();
    const now = this.#now();
    this.#sql.exec("INSERT INTO login_attempt (id, at) VALUES (?, ?)", attemptId, now);
    this.#open.set(attemptId, now);
    return { attemptId };
  }

  #mayTurnOutRight(): boolean {
    const since = this.#now() - maxWaitMs;
    for (const [attemptId, at] of this.#open) if (at <= since) this.#open.delete(attemptId);
    return this.#open.size > 0;
  }

  /** Resolves at the next outcome, or when every open attempt has taken too long. */
  #outcome(): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, maxWaitMs);
      this.#waiting.add(done);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }
}

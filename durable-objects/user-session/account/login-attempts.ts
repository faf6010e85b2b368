// Attempts at this account's password. Each is counted before the password is checked, so that parallel attempts do not
// evade the limit.
import type { Limits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";

export const loginWindowMs = 15 * 60_000;

/** How long an attempt waits for the outcome of earlier ones; hashing takes a while. */
const maxWaitMs = 8_000;
const maxWaiting = 64;

/**
 * An attempt counts as failed until it is known to be right. While outcomes are open, an attempt beyond the limit
 * waits: the owner's ten devices may sign in together, but eleven guesses do not get through.
 */
export class LoginAttempts {
  readonly #sql: SqlStorage;
  readonly #limits: Pick<Limits, "LIMIT_LOGIN_FAILURES">;
  readonly #now: () => number;
  /**
   * Attempts of this instance whose outcome is open, with their start times. Losing this map only ends the wait for
   * them.
   */
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

  /** The password was wrong. @returns whether this locked the account: the next attempt will be refused */
  fail(attemptId: string): { readonly locked: boolean } {
    this.#open.delete(attemptId);
    this.#wake();
    return { locked: this.#untilAllowed() > 0 && !this.#mayTurnOutRight() };
  }

  /** The password was right: deletes earlier failures. */
  clear(): void {
    this.#sql.exec("DELETE FROM login_attempt");
    this.#open.clear();
    this.#wake();
  }

  /** 0, or the ms until the oldest attempt is outside the window. */
  #untilAllowed(): number {
    const since = this.#now() - loginWindowMs;
    // Times far in the future come from a clock that was wrong; kept, they would lock the account until then.
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

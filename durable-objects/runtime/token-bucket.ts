// A token bucket for rate limits, in memory only: an object that slept long enough to lose it would have a full one
// anyway.
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";

/** Sums of fractions are slightly below the whole number: a caller who waited as long as told must get a token. */
const almostOne = 1 - 1e-9;

export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledAtMs = nowMs;
  }

  /** Takes one token. @returns 0 if there was one, else the ms until there is one */
  take(nowMs: number): number {
    this.#fill(nowMs);
    if (this.#tokens >= almostOne) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000);
  }

  left(nowMs: number): Omit<QuotaLeft, "name"> {
    this.#fill(nowMs);
    const msOf = (tokens: number): number => (tokens / this.#perSecond) * 1_000;
    return {
      left: Math.floor(this.#tokens + (1 - almostOne)),
      resetMs: Math.ceil(msOf(this.#burst - this.#tokens)),
      quotas: [{ limit: this.#burst, windowMs: msOf(this.#burst) }],
    };
  }

  #fill(nowMs: number): void {
    // A clock that is set back must not drain the bucket.
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs / 1_000) * this.#perSecond);
    this.#filledAtMs = nowMs;
  }
}

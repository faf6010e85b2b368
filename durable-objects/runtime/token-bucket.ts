// A token bucket: how speed limits are kept, in memory only (an object that slept long enough to lose it is full again).

/** Sums of fractions fall short of a whole by a hair: who waited as long as told must not be told to wait again. */
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

  /** Takes one token: 0 when there was one, else the ms until there is. */
  take(nowMs: number): number {
    // A clock that jumps back must not drain the bucket.
    const elapsedMs = Math.max(0, nowMs - this.#filledAtMs);
    this.#tokens = Math.min(this.#burst, this.#tokens + (elapsedMs / 1_000) * this.#perSecond);
    this.#filledAtMs = nowMs;
    if (this.#tokens >= almostOne) {
      this.#tokens -= 1;
      return 0;
    }
    return Math.ceil(((1 - this.#tokens) / this.#perSecond) * 1_000);
  }
}

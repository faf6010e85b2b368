// Paces password hashes: one at a time, then a pause of three times its length. So hashing takes a quarter of a core at
// most.

/** A clock that moves while nothing else happens only when something was waited for: Workers stop theirs while they compute. */
export interface LaneClock {
  /** ms since 1970 */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** How much longer than a hash the pause after it is. */
const pauseFactor = 3;
/** How often one looks whether another shard's hash is done. A promise of another object must not be awaited. */
const lookEveryMs = 25;
/** A hash that was cut off with its object does not hold the lane for ever. */
const longestHashMs = 10_000;

/**
 * All shards in the same isolate share one lane, because they share its thread with every other actor there: hashing
 * blocks the thread.
 */
export class HashLane {
  /** ms since 1970; while a hash is made: when it is given up. */
  #busyUntil = 0;
  #isHashing = false;
  #lastHashMs = 0;

  /** The length of the last hash and its pause, in ms; 0 before the first. */
  get periodMs(): number {
    return this.#lastHashMs * (1 + pauseFactor);
  }

  /** Resolves when a hash may begin. Another shard may begin one before the caller does. */
  async untilFree(clock: LaneClock): Promise<void> {
    for (let waitMs = this.#waitMs(clock); waitMs > 0; waitMs = this.#waitMs(clock)) await clock.wait(waitMs);
  }

  /** Waits until the lane is free, and makes the hash. */
  async hash<T>(clock: LaneClock, make: () => Promise<T>): Promise<T> {
    // Nothing may come between the last look and the beginning: not even the return from `untilFree`.
    for (let waitMs = this.#waitMs(clock); waitMs > 0; waitMs = this.#waitMs(clock)) await clock.wait(waitMs);
    const startedAt = clock.now();
    this.#isHashing = true;
    this.#busyUntil = startedAt + longestHashMs;
    try {
      return await make();
    } finally {
      await clock.wait(0);
      // A clock that was set back or ahead meanwhile tells nothing of the length.
      const hashMs = Math.min(Math.max(0, clock.now() - startedAt), longestHashMs);
      this.#lastHashMs = hashMs;
      this.#isHashing = false;
      this.#busyUntil = clock.now() + pauseFactor * hashMs;
    }
  }

  #waitMs(clock: LaneClock): number {
    const leftMs = this.#busyUntil - clock.now();
    // More than there can be: the clock was set back.
    if (leftMs <= 0 || leftMs > pauseFactor * longestHashMs) return 0;
    return this.#isHashing ? Math.min(leftMs, lookEveryMs) : leftMs;
  }
}

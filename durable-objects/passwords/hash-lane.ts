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
/** Who waits looks at least so often, and is passed over in its turn when it has not looked for longer than `aliveMs`. */
const lookAtLeastEveryMs = 250;
const aliveMs = 1_000;
/** Whoever has not looked for so long was cut off with its object. */
const goneAfterMs = 30_000;
/** Of so many the shortest says how long a hash takes: all are the same work, and what else the thread did is no part of it. */
const remembered = 3;

/** Work that waits for the lane. Plain data: shards see each other's, and must not wait for each other's promises. */
export interface Waiter {
  readonly isKnown: boolean;
  /** The widest network of whoever asks; null: not known, or of no matter. */
  readonly network: string | null;
  /** Who came first has the lower one. */
  readonly turn: number;
  /** When its shard last looked whether it is its turn, ms since 1970. */
  lookedAt: number;
}

/**
 * All shards in the same isolate share one lane, because they share its thread with every other actor there: hashing
 * blocks the thread.
 */
export class HashLane {
  /** ms since 1970; while a hash is made: when it is given up. */
  #busyUntil = 0;
  #isHashing = false;
  /** Of the last hashes, in ms. */
  #lengths: readonly number[] = [];
  readonly #waiters = new Set<Waiter>();
  #turns = 0;

  /** The length of a hash and its pause, in ms; 0 before the first. */
  get periodMs(): number {
    return this.#hashMs * (1 + pauseFactor);
  }

  get #hashMs(): number {
    return this.#lengths.length === 0 ? 0 : Math.min(...this.#lengths);
  }

  /** How long those take that wait in any shard, in ms. */
  waitMs(counts: (waiter: Waiter) => boolean): number {
    return [...this.#waiters].filter(counts).length * this.periodMs;
  }

  enter({ isKnown, network }: Pick<Waiter, "isKnown" | "network">, now: number): Waiter {
    for (const waiter of this.#waiters) if (!isWithin(goneAfterMs, waiter, now)) this.#waiters.delete(waiter);
    const waiter = { isKnown, network, turn: this.#turns++, lookedAt: now };
    this.#waiters.add(waiter);
    return waiter;
  }

  leave(waiter: Waiter): void {
    this.#waiters.delete(waiter);
  }

  /**
   * Resolves when a hash may begin, and nobody in another shard comes before all of the caller's.
   *
   * @param own what waits in the caller's shard; asked at every look
   */
  async untilTurn(clock: LaneClock, own: () => readonly Waiter[]): Promise<void> {
    for (;;) {
      const now = clock.now();
      const mine = own();
      for (const waiter of mine) waiter.lookedAt = now;
      const busyMs = this.#waitMs(clock);
      const waitMs = busyMs === 0 && !this.#isTurnOf(mine, now) ? lookEveryMs : busyMs;
      if (waitMs === 0) return;
      await clock.wait(Math.min(waitMs, lookAtLeastEveryMs));
    }
  }

  #isTurnOf(mine: readonly Waiter[], now: number): boolean {
    // A hash blocks the thread, so that nobody could look meanwhile.
    const alive = [...this.#waiters].filter((waiter) =>
      isWithin(aliveMs + 2 * Math.max(0, ...this.#lengths), waiter, now),
    );
    const [first] = alive.toSorted((a, b) => Number(b.isKnown) - Number(a.isKnown) || a.turn - b.turn);
    return first === undefined || mine.length === 0 || mine.includes(first);
  }

  /** Waits until the lane is free, and makes the hash. */
  async hash<T>(clock: LaneClock, make: () => Promise<T>): Promise<T> {
    // Nothing may come between the last look and the beginning: not even the return from `untilTurn`.
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
      this.#lengths = [...this.#lengths, hashMs].slice(-remembered);
      this.#isHashing = false;
      this.#busyUntil = clock.now() + pauseFactor * this.#hashMs;
    }
  }

  #waitMs(clock: LaneClock): number {
    const leftMs = this.#busyUntil - clock.now();
    // More than there can be: the clock was set back.
    if (leftMs <= 0 || leftMs > pauseFactor * longestHashMs) return 0;
    return this.#isHashing ? Math.min(leftMs, lookEveryMs) : leftMs;
  }
}

/** The clock may have been set back. */
const isWithin = (ms: number, { lookedAt }: Waiter, now: number): boolean => Math.abs(now - lookedAt) <= ms;

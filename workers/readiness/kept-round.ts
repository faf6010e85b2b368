// The result of work that many callers ask for, done once for all of them and kept for a while.

/** The clock of the platform, in the tests another. */
export interface RoundClock {
  /** ms since 1970 */
  now(): number;
  wait(ms: number): Promise<void>;
}

const systemClock: RoundClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** How often callers look whether the round that they wait for is done. */
const lookEveryMs = 50;

export class KeptRound<T> {
  readonly #keptMs: number;
  readonly #longestMs: number;
  readonly #clock: RoundClock;
  #last: { readonly at: number; readonly result: T } | null = null;
  #runningSince: number | null = null;

  /**
   * @param keptMs for how long a result is given again
   * @param longestMs after so long a round counts as cut off with the request that began it
   */
  constructor(keptMs: number, longestMs: number, clock: RoundClock = systemClock) {
    this.#keptMs = keptMs;
    this.#longestMs = longestMs;
    this.#clock = clock;
  }

  /**
   * The last result, or that of a new round. Who comes while a round runs looks for its end: in workerd a request must
   * not await a promise of another one.
   *
   * @throws whatever `run` threw, to the caller whose round it was; the others begin another
   */
  async get(run: () => Promise<T>): Promise<T> {
    for (;;) {
      const now = this.#clock.now();
      // The clock may have been set back.
      if (this.#last !== null && Math.abs(now - this.#last.at) < this.#keptMs) return this.#last.result;
      const isRunning = this.#runningSince !== null && Math.abs(now - this.#runningSince) < this.#longestMs;
      if (!isRunning) return this.#run(run, now);
      await this.#clock.wait(lookEveryMs);
    }
  }

  async #run(run: () => Promise<T>, startedAt: number): Promise<T> {
    this.#runningSince = startedAt;
    try {
      const result = await run();
      this.#last = { at: this.#clock.now(), result };
      return result;
    } finally {
      if (this.#runningSince === startedAt) this.#runningSince = null;
    }
  }
}

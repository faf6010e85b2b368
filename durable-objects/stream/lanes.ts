// How many deliveries run side by side: few at first, so that the sender's ack does not stand in line behind a whole group;
// then more with each that is answered, within bounds. Slow ones count no more after a while.

/** So many start at once. */
const firstLanes = 8;
const maxLanes = 100;
/** A call that was not answered by then is slow: it goes on, and makes room. */
const slowAfterMs = 250;

export interface LanesHost {
  sleep(ms: number): Promise<void>;
}

type Call = symbol;

export class Lanes {
  readonly #host: LanesHost;
  readonly #waiting: (() => void)[] = [];
  readonly #young = new Set<Call>();
  #lanes = firstLanes;
  #watching = false;

  constructor(host: LanesHost) {
    this.#host = host;
  }

  /** Runs `call`, once there is room for it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    const running: Call = Symbol("call");
    if (this.#young.size < this.#lanes) this.#young.add(running);
    else await this.#turnOf(running);
    try {
      return await call();
    } finally {
      this.#leave(running);
    }
  }

  #turnOf(running: Call): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(() => {
        this.#young.add(running);
        resolve();
      });
      void this.#watch();
    });
  }

  #leave(running: Call): void {
    if (!this.#young.delete(running)) return;
    this.#lanes =
      this.#young.size === 0 && this.#waiting.length === 0 ? firstLanes : Math.min(maxLanes, this.#lanes + 1);
    while (this.#young.size < this.#lanes) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
    }
  }

  /** While somebody waits. */
  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.#waiting.length > 0) {
      const watched = [...this.#young];
      await this.#host.sleep(slowAfterMs);
      for (const running of watched) this.#leave(running);
    }
    this.#watching = false;
  }
}

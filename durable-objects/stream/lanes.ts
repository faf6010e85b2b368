// How many deliveries run side by side: enough to serve a group at once, bounded, and the slow ones count no more after a while.

/** Calls of one actor that are young: more would only wait in line elsewhere. */
const maxYoung = 100;
/** A call that was not answered by then is slow: it goes on, and makes room. */
const slowAfterMs = 250;

export interface LanesHost {
  sleep(ms: number): Promise<void>;
}

export class Lanes {
  readonly #host: LanesHost;
  readonly #waiting: (() => void)[] = [];
  #young = 0;

  constructor(host: LanesHost) {
    this.#host = host;
  }

  /** Runs `call`, once there is room for it. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#young >= maxYoung) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#young += 1;
    let isYoung = true;
    const leave = (): void => {
      if (!isYoung) return;
      isYoung = false;
      this.#next();
    };
    // A timer only where it can matter: where all lanes are taken.
    if (this.#young >= maxYoung) void this.#host.sleep(slowAfterMs).then(leave);
    try {
      return await call();
    } finally {
      leave();
    }
  }

  /** Whoever waits takes the place over. */
  #next(): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#young -= 1;
    else waiting();
  }
}

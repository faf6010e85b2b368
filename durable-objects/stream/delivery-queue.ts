// How many deliveries run side by side: to a few at once; to a crowd a moment later, so that the sender's ack does not stand in
// line behind it, and then as many as the event loop serves best. Slow ones count no more after a while.

/** More than so many that are to be served at the same time are a crowd. */
const fewJobs = 8;
/** The ack needs the event loop for about so long. */
const ackLeavesMs = 2;
/** With more in flight each costs more, with fewer the loop is idle at times. */
const maxInFlight = 30;
/** One that was not served by then is slow: it goes on, and makes room. */
const slowAfterMs = 250;

export interface DeliveryQueueHost<Job> {
  /** Never throws. */
  serve(job: Job): Promise<void>;
  /** Nobody waits, and nobody is being served but slow ones. */
  idle(): void;
  sleep(ms: number): Promise<void>;
}

export class DeliveryQueue<Job> {
  readonly #host: DeliveryQueueHost<Job>;
  /** In the order in which they came. */
  readonly #waiting = new Set<Job>();
  /** Being served, and not slow. */
  readonly #young = new Set<object>();
  /** A crowd has come to an idle queue: nobody is served before the ack has left. */
  #isOpening = false;
  #watching = false;

  constructor(host: DeliveryQueueHost<Job>) {
    this.#host = host;
  }

  /** Serves each once there is room for it; who waits already keeps their place. */
  add(jobs: readonly Job[]): void {
    const isCrowd = this.#isIdle && jobs.length > fewJobs;
    for (const job of jobs) this.#waiting.add(job);
    if (isCrowd) void this.#open();
    this.#goOn();
  }

  async #open(): Promise<void> {
    this.#isOpening = true;
    await this.#host.sleep(ackLeavesMs);
    this.#isOpening = false;
    this.#goOn();
  }

  get #isIdle(): boolean {
    return this.#young.size === 0 && this.#waiting.size === 0;
  }

  #goOn(): void {
    if (this.#isOpening) return;
    this.#fill();
    if (this.#isIdle) this.#host.idle();
    else if (this.#waiting.size > 0) void this.#watch();
  }

  #fill(): void {
    for (const job of this.#waiting) {
      if (this.#young.size >= maxInFlight) return;
      this.#waiting.delete(job);
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const running = {};
    this.#young.add(running);
    await this.#host.serve(job);
    this.#young.delete(running);
    this.#goOn();
  }

  /** While somebody waits. */
  async #watch(): Promise<void> {
    if (this.#watching) return;
    this.#watching = true;
    while (this.#waiting.size > 0) {
      const watched = [...this.#young];
      await this.#host.sleep(slowAfterMs);
      for (const running of watched) this.#young.delete(running);
      this.#fill();
    }
    this.#watching = false;
  }
}

// Limits how many deliveries run in parallel. A few start at once. A crowd starts a moment later, so that the sender's
// ack does not wait behind it, and then as many run as the event loop handles best. Slow deliveries are not counted
// after a while.

/** More jobs than this at the same time are a crowd. */
const fewJobs = 8;
/** Time that the event loop needs to send the ack. */
const ackLeavesMs = 2;
/** With more in flight each costs more; with fewer the event loop is idle at times. */
const maxInFlight = 30;
/** A job that takes longer is slow: it continues, but another may start. */
const slowAfterMs = 250;

export interface DeliveryQueueHost<Job> {
  /** Never throws. */
  serve(job: Job): Promise<void>;
  /** Called when nothing waits and only slow jobs are running. */
  idle(): void;
  sleep(ms: number): Promise<void>;
}

export class DeliveryQueue<Job> {
  readonly #host: DeliveryQueueHost<Job>;
  /** In the order of arrival. */
  readonly #waiting = new Set<Job>();
  /** Running jobs that are not slow. */
  readonly #young = new Set<object>();
  /** True after a crowd came to an idle queue, until the ack has been sent. */
  #isOpening = false;
  #watching = false;

  constructor(host: DeliveryQueueHost<Job>) {
    this.#host = host;
  }

  /** Serves each job when there is room; a job that waits already keeps its place. */
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

  /** Marks running jobs as slow, as long as others wait. */
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

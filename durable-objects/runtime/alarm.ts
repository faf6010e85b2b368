// An object has one alarm, and each setting of it bills a row: it is set only when something is due earlier than it stands.

/** An alarm that should have rung so long ago was lost. */
const lostAfterMs = 60_000;

export class Alarm {
  readonly #storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  readonly #now: () => number;
  #at: number | null = null;
  #ringing = false;

  constructor(storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** What a former life of the object has set. To be awaited before anything is armed. */
  async load(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /**
   * Rings at `at` (ms since 1970) or earlier. Called without `await` right after a write, it commits together with it.
   *
   * @param at null: nothing is due
   */
  async arm(at: number | null): Promise<void> {
    // While it rings the platform keeps it: if we crash it rings again.
    if (at === null || this.#ringing || (this.#at !== null && this.#at <= at && !this.#isLost(this.#at))) return;
    this.#at = at;
    await this.#storage.setAlarm(at);
  }

  #isLost(at: number): boolean {
    return at + lostAfterMs < this.#now();
  }

  /**
   * Runs what the alarm is for, then arms it for what `dueAt` says is next.
   *
   * @param armFirstAt the alarm stands at this time (ms since 1970) while `work` runs; null: only the platform's retry stands
   */
  async ring(work: () => Promise<void>, dueAt: () => number | null, armFirstAt: number | null = null): Promise<void> {
    this.#at = null;
    await this.arm(armFirstAt);
    this.#ringing = true;
    try {
      await work();
    } finally {
      this.#ringing = false;
    }
    await this.arm(dueAt());
  }
}

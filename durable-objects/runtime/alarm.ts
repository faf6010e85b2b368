// An object has one alarm, and each setting of it bills a row: it is set only when something is due earlier than it stands.

export class Alarm {
  readonly #storage: DurableObjectStorage;
  #at: number | null = null;
  #ringing = false;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** To be awaited before anything is armed: what a former life of the object has set. */
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
    if (at === null || this.#ringing || (this.#at !== null && this.#at <= at)) return;
    this.#at = at;
    await this.#storage.setAlarm(at);
  }

  /** Runs what the alarm is for, then arms it for what `dueAt` says is next. */
  async ring(work: () => Promise<void>, dueAt: () => number | null): Promise<void> {
    this.#at = null;
    this.#ringing = true;
    try {
      await work();
    } finally {
      this.#ringing = false;
    }
    await this.arm(dueAt());
  }
}

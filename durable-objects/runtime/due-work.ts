// All that an actor does when time has come: kinds of work that share its one alarm and know nothing of each other.
import { logError, type LogFields } from "./logger.ts";
import { withDeadline } from "./calls.ts";

/** One call of a kind of work. */
export interface Ring {
  /** ms since 1970. */
  readonly now: number;
  /** The ring before this one did not end: what it did may be what broke it. */
  readonly isRetry: boolean;
  /** The deadline has passed: nobody waits any more, and the work may be begun again meanwhile. */
  readonly signal: AbortSignal;
}

/** All of it may be cut off at any step, and done again. */
export interface KindOfWork {
  /** For one call of `run`. */
  readonly deadlineMs: number;
  /** When there is something to do, ms since 1970; null: nothing waits. Asked whenever the alarm may have to be set. */
  dueAt(now: number): number | null;
  /** Does what is due. Called at every ring, whichever kind it was for. */
  run(ring: Ring): void | Promise<void>;
}

/** Work that fails is tried again at least this often. */
export const maxRetryMs = 3_600_000;

/** The pause after so many failures in a row: it doubles from two seconds. */
export const retryDelayMs = (failures: number): number => Math.min(maxRetryMs, 1_000 * 2 ** failures);

/** When the alarm rings after a ring that was tried again and broke too: by then every deadline has passed. */
const retriedRingMs = 180_000;

interface Failing {
  readonly failures: number;
  readonly failedAt: number;
}

export class DueWork {
  readonly #alarm: Alarm;
  readonly #kinds: readonly (readonly [name: string, kind: KindOfWork])[];
  readonly #now: () => number;
  readonly #fields: LogFields;
  /** By kind. A new life of the object tries again at once. */
  readonly #failing = new Map<string, Failing>();

  constructor(
    storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">,
    kinds: Readonly<Record<string, KindOfWork>>,
    now: () => number,
    fields: LogFields = {},
  ) {
    this.#alarm = new Alarm(storage, now);
    this.#kinds = Object.entries(kinds);
    this.#now = now;
    this.#fields = fields;
  }

  /** Learns what an earlier life of the object has set. Without it the first `arm` of a life sets the alarm anew. */
  load(): Promise<void> {
    return this.#alarm.load();
  }

  /** The alarm rings in time for all that waits now. Without an `await` after a write it commits together with it. */
  arm(): void {
    void this.#alarm.arm(this.#dueAt());
  }

  /**
   * The alarm's handler: every kind gets its turn. It never throws, for after six rings that threw there are no more.
   *
   * A ring that is cut off is rung again by the platform, a few times. Such a retry sets the alarm before it works, so that
   * there is a next ring whatever happens (for every ring that would bill a row), and gives the kinds their turns one after
   * the other, beginning with any: the one that broke the last ring must not keep the same others from theirs each time.
   *
   * @param isRetry `AlarmInvocationInfo.isRetry`
   */
  async ring(isRetry = false): Promise<void> {
    const now = this.#now();
    await this.#alarm.ring(
      () => (isRetry ? this.#runInTurn(now) : this.#runTogether(now)),
      () => this.#dueAt(),
      isRetry ? now + retriedRingMs : null,
    );
  }

  async #runTogether(now: number): Promise<void> {
    await Promise.all(this.#kinds.map(([name, kind]) => this.#run(name, kind, now, false)));
  }

  async #runInTurn(now: number): Promise<void> {
    const first = Math.floor(Math.random() * this.#kinds.length);
    for (const [name, kind] of [...this.#kinds.slice(first), ...this.#kinds.slice(0, first)])
      await this.#run(name, kind, now, true);
  }

  async #run(name: string, kind: KindOfWork, now: number, isRetry: boolean): Promise<void> {
    const cut = new AbortController();
    try {
      await withDeadline(async () => kind.run({ now, isRetry, signal: cut.signal }), kind.deadlineMs);
      this.#failing.delete(name);
    } catch (cause) {
      cut.abort();
      this.#fail(name, cause);
    }
  }

  #fail(name: string, cause: unknown): void {
    const failures = (this.#failing.get(name)?.failures ?? 0) + 1;
    this.#failing.set(name, { failures, failedAt: this.#now() });
    logError("due work failed", cause, { ...this.#fields, work: name, failures });
  }

  #dueAt(): number | null {
    const now = this.#now();
    const times = this.#kinds.map(([name, kind]) => this.#kindDueAt(name, kind, now));
    const dueAt = Math.min(...times.filter((at) => at !== null));
    return Number.isFinite(dueAt) ? dueAt : null;
  }

  #kindDueAt(name: string, kind: KindOfWork, now: number): number | null {
    const dueAt = this.#askDueAt(name, kind, now);
    const failing = this.#failing.get(name);
    if (failing === undefined) return dueAt;
    // The clock may have gone back since.
    const retryAt = Math.min(failing.failedAt, now) + retryDelayMs(failing.failures);
    return Math.max(dueAt ?? retryAt, retryAt);
  }

  /** A kind that cannot tell has failed: it is asked again when it is tried again. */
  #askDueAt(name: string, kind: KindOfWork, now: number): number | null {
    try {
      return kind.dueAt(now);
    } catch (cause) {
      this.#fail(name, cause);
      return null;
    }
  }
}

/** An alarm that should have rung so long ago was lost. */
const lostAfterMs = 60_000;

/** An object has one alarm, and each setting of it bills a row: it is set only when something is due earlier than it stands. */
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

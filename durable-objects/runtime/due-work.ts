// Everything that an actor does at a time: kinds of work that share its one alarm and do not know each other.
import { logError, type LogFields } from "./logger.ts";
import { withDeadline } from "./calls.ts";

/** The arguments of one call of a kind of work. */
export interface Ring {
  /** ms since 1970. */
  readonly now: number;
  /** True if the ring before this one was cut off: its work may be the cause. */
  readonly isRetry: boolean;
  /** Aborts at the deadline: nobody waits any more, and the work may start again meanwhile. */
  readonly signal: AbortSignal;
}

/** Any step of it may be cut off and repeated. */
export interface KindOfWork {
  /** Deadline of one call of `run`. */
  readonly deadlineMs: number;
  /**
   * When there is something to do, ms since 1970; null if there is nothing. Called whenever the alarm may have to be
   * set.
   */
  dueAt(now: number): number | null;
  /** Does the work that is due. Called at every ring, whichever kind the alarm was set for. */
  run(ring: Ring): void | Promise<void>;
}

/** The longest pause before failed work is tried again. */
export const maxRetryMs = 3_600_000;

/** The pause after so many failures in a row: doubles from two seconds. */
export const retryDelayMs = (failures: number): number => Math.min(maxRetryMs, 1_000 * 2 ** failures);

/** A call that was noted before it was made may be under way for so long; then the alarm makes it again. */
export const repeatAfterMs = 10_000;

/** Alarm time after a repeated ring that breaks too: by then every deadline has passed. */
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
  /** By kind. In memory only: a new instance tries again at once. */
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

  /** Reads the alarm that an earlier instance set. Without it, the first `arm` of an instance sets the alarm anew. */
  load(): Promise<void> {
    return this.#alarm.load();
  }

  /**
   * Sets the alarm for everything that waits now. Without an `await` after a write, it commits together with that
   * write.
   */
  arm(): void {
    void this.#alarm.arm(this.#dueAt());
  }

  /**
   * The alarm handler: runs every kind of work. It never throws, because the platform stops after six rings that threw.
   *
   * The platform repeats a ring that was cut off, a few times. Such a retry sets the alarm before it works, so that
   * another ring follows whatever happens (doing so at every ring would bill a row each). It also runs the kinds one
   * after the other, starting with a random one: the kind that broke the last ring must not keep the same others from
   * running each time.
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
    // The clock may have been set back since.
    const retryAt = Math.min(failing.failedAt, now) + retryDelayMs(failing.failures);
    return Math.max(dueAt ?? retryAt, retryAt);
  }

  /** A kind whose `dueAt` throws has failed, and is asked again after the retry pause. */
  #askDueAt(name: string, kind: KindOfWork, now: number): number | null {
    try {
      return kind.dueAt(now);
    } catch (cause) {
      this.#fail(name, cause);
      return null;
    }
  }
}

/** An alarm that is overdue by this much was lost. */
const lostAfterMs = 60_000;

/**
 * The one alarm of an object. Each setting bills a row, so it is set only if something is due earlier than the current
 * time.
 */
export class Alarm {
  readonly #storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  readonly #now: () => number;
  #at: number | null = null;
  #ringing = false;

  constructor(storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">, now: () => number) {
    this.#storage = storage;
    this.#now = now;
  }

  /** Reads the alarm that an earlier instance set. Must be awaited before the first `arm`. */
  async load(): Promise<void> {
    this.#at = await this.#storage.getAlarm();
  }

  /**
   * Makes the alarm ring at `at` (ms since 1970) or earlier. Called without `await` right after a write, it commits
   * together with that write.
   *
   * @param at null: nothing is due
   */
  async arm(at: number | null): Promise<void> {
    // While the alarm handler runs, the platform keeps the alarm: after a crash it rings again.
    if (at === null || this.#ringing || (this.#at !== null && this.#at <= at && !this.#isLost(this.#at))) return;
    this.#at = at;
    await this.#storage.setAlarm(at);
  }

  #isLost(at: number): boolean {
    return at + lostAfterMs < this.#now();
  }

  /**
   * Runs `work`, then sets the alarm for the time that `dueAt` returns.
   *
   * @param armFirstAt alarm time (ms since 1970) while `work` runs; null: only the platform's retry follows a crash
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

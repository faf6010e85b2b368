// Counts everything in this isolate, which the Worker and all actors share. Used only by the benchmark's entry.
import { AsyncLocalStorage } from "node:async_hooks";
import type { Counts, Tally } from "./counts.ts";

const billed = ["objectRequests", "rowsWritten", "rowsRead", "activeMs", "logLines"] as const;
const single = [
  "workerRequests",
  "socketMessagesIn",
  "socketMessagesOut",
  "queueMessages",
  "r2Writes",
  "r2Reads",
] as const;

type BilledTally = (typeof billed)[number];
type SingleCount = (typeof single)[number];

/** The real clock, also after `startClock`. */
const realNow = Date.now.bind(Date);
const runningActor = new AsyncLocalStorage<ActorMeter>();

class Meter {
  #tallies = new Map<string, number>();
  #activities = 0;
  #aheadMs = 0;

  add(tally: BilledTally, kind: string, count: number): void {
    if (count > 0) this.#increase(`${tally} ${kind}`, count);
  }

  addOne(kind: SingleCount, count = 1): void {
    this.#increase(kind, count);
  }

  /** Running calls and pending timers in all actors: 0 when all may hibernate. */
  get activities(): number {
    return this.#activities;
  }

  activityChanged(by: 1 | -1): void {
    this.#activities += by;
  }

  reset(): void {
    this.#tallies = new Map();
  }

  counts(): Counts {
    const tallyOf = (name: BilledTally): Record<string, number> => {
      const entries = [...this.#tallies].filter(([key]) => key.startsWith(`${name} `));
      return Object.fromEntries(entries.map(([key, count]) => [key.slice(name.length + 1), count]));
    };
    const tallies = Object.fromEntries(billed.map((name) => [name, tallyOf(name)]));
    const counts = Object.fromEntries(single.map((name) => [name, this.#tallies.get(name) ?? 0]));
    // `fromEntries` forgets the names, without which a list that lacks one would not be noticed.
    return { ...(counts as Record<SingleCount, number>), ...(tallies as Record<BilledTally, Tally>) };
  }

  /** From now on the harness sets the time: a day passes without waiting. Timers still run in real time. */
  startClock(): void {
    Date.now = () => realNow() + this.#aheadMs;
  }

  advanceClock(ms: number): void {
    this.#aheadMs += ms;
  }

  #increase(key: string, count: number): void {
    this.#tallies.set(key, (this.#tallies.get(key) ?? 0) + count);
  }
}

export const meter = new Meter();

/** Measures when one instance of an object is active. */
export class ActorMeter {
  readonly className: string;
  #activities = 0;
  #activeSince = 0;

  constructor(className: string) {
    this.className = className;
  }

  begins(): void {
    meter.activityChanged(1);
    this.#activities += 1;
    if (this.#activities === 1) this.#activeSince = realNow();
  }

  ends(): void {
    meter.activityChanged(-1);
    this.#activities -= 1;
    if (this.#activities === 0) meter.add("activeMs", this.className, realNow() - this.#activeSince);
  }

  /** Everything that `work` starts counts for this actor. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    this.begins();
    try {
      return await runningActor.run(this, work);
    } finally {
      this.ends();
    }
  }
}

/** Keeps the current actor active until the promise settles. */
export async function keepsActive<T>(work: Promise<T>): Promise<T> {
  const actor = runningActor.getStore();
  actor?.begins();
  try {
    return await work;
  } finally {
    actor?.ends();
  }
}

/** A pending timer keeps its object from hibernating. */
export function meterTimers(): void {
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  const owners = new Map<unknown, ActorMeter>();
  const over = (timer: unknown): void => {
    owners.get(timer)?.ends();
    owners.delete(timer);
  };
  const meteredSet = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): unknown => {
    const timer: unknown = set(() => {
      callback(...args);
      over(timer);
    }, ms);
    const actor = runningActor.getStore();
    if (actor !== undefined) {
      actor.begins();
      owners.set(timer, actor);
    }
    return timer;
  };
  const meteredClear = (timer: unknown): void => {
    over(timer);
    clear(timer as number);
  };
  Object.assign(globalThis, { setTimeout: meteredSet, clearTimeout: meteredClear });
}

// The calls to D1 and R2 in a simulation: each one arrives when it is told to, and some are lost, late or unanswered.
import { afterAll, beforeAll, vi } from "vitest";
import type { Random } from "../../lab/kit/random.ts";

/** No write arrives later than this after it was sent, in ms: what the product counts on. */
const mostLateMs = 3_600_000;

interface Call {
  readonly name: string;
  readonly isWrite: boolean;
  readonly sentAt: number;
  /** Carries it out and gives the answer. */
  readonly apply: () => unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (cause: Error) => void;
}

interface Timer {
  readonly at: number;
  readonly ring: () => void;
}

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let current: TiersNetwork | null = null;

/** Timers of the product are from now on timers of this network. */
export function useNetwork(network: TiersNetwork): void {
  current = network;
}

/** Its argument is a format, not a transformer. */
class Uncompressed extends TransformStream {
  constructor() {
    super({});
  }
}

/** For a test file: time is that of the simulation, and blocks are not compressed, so that no thread has a say. */
export function useSimulatedTime(): void {
  beforeAll(() => {
    vi.stubGlobal("setTimeout", (ring: () => void, ms: number) => current?.startTimer(ring, ms));
    vi.stubGlobal("clearTimeout", (timer: Timer) => current?.stopTimer(timer));
    vi.stubGlobal("CompressionStream", Uncompressed);
    vi.stubGlobal("DecompressionStream", Uncompressed);
    vi.spyOn(console, "error").mockImplementation(() => {});
  });
  afterAll(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
}

export class TiersNetwork {
  clock = 1_000_000;
  /** One call in so many goes wrong; null: none does. */
  faultOneIn: number | null;
  /** Of so many steps one lets a late write arrive. */
  readonly #lateOneIn: number;
  /** Writes that were carried out so far. */
  writes = 0;
  readonly #random: Random;
  readonly #note: (line: () => string) => void;
  #calls: Call[] = [];
  /** Writes that their callers have given up. */
  #late: Call[] = [];
  readonly #timers = new Set<Timer>();
  /** Rises with each crash: what an earlier life asked for is not answered. */
  life = 0;

  constructor(random: Random, note: (line: () => string) => void) {
    this.#random = random;
    this.#note = note;
    this.faultOneIn = random.pick([2, 4, 8]);
    this.#lateOneIn = random.pick([4, 20, 60]);
  }

  get isQuiet(): boolean {
    return this.#calls.length === 0 && this.#late.length === 0;
  }

  /** @param life of the caller; null for one that never crashes */
  call<T>(name: string, isWrite: boolean, life: number | null, apply: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const isHeard = (): boolean => life === null || life === this.life;
      this.#calls.push({
        name,
        isWrite,
        sentAt: this.clock,
        apply,
        // The promise is of what `apply` gives.
        resolve: (answer) => isHeard() && resolve(answer as T),
        reject: (cause) => isHeard() && reject(cause),
      });
    });
  }

  /** Instead of `setTimeout`. */
  startTimer(ring: () => void, ms: number): Timer {
    const { life } = this;
    const timer = { at: this.clock + ms, ring: () => life === this.life && ring() };
    this.#timers.add(timer);
    return timer;
  }

  stopTimer(timer: Timer): void {
    this.#timers.delete(timer);
  }

  /** One call arrives, or a write that is late. */
  step(): void {
    if (this.#late.length > 0 && this.#calls.length === 0 && this.faultOneIn === null) return this.#arriveLate(0);
    if (this.#late.length > 0 && this.#random.below(this.#lateOneIn) === 0)
      this.#arriveLate(this.#random.below(this.#late.length));
    else if (this.#calls.length > 0) this.#arrive(this.#random.below(this.#calls.length));
  }

  /** Time passes: deadlines end, and what is too late to be late arrives. */
  async wait(ms: number): Promise<void> {
    const until = this.clock + ms;
    for (;;) {
      const timer = [...this.#timers].toSorted((a, b) => a.at - b.at)[0];
      const late = this.#earliest(this.#late);
      const call = this.#earliest(this.#calls);
      const lateAt = Math.min(this.#late[late]?.sentAt ?? Infinity, this.#calls[call]?.sentAt ?? Infinity) + mostLateMs;
      const next = Math.min(timer?.at ?? Infinity, lateAt);
      if (next > until) break;
      this.clock = Math.max(this.clock, next);
      if (timer?.at === next) {
        this.#timers.delete(timer);
        timer.ring();
      } else if (this.#late[late] !== undefined && this.#late[late].sentAt + mostLateMs === next)
        this.#arriveLate(late);
      else this.#arrive(call);
      await turn();
    }
    this.clock = until;
  }

  #earliest(calls: readonly Call[]): number {
    return calls.reduce((best, call, index) => (call.sentAt < (calls[best]?.sentAt ?? Infinity) ? index : best), 0);
  }

  #arriveLate(index: number): void {
    const [call] = this.#late.splice(index, 1);
    if (call === undefined) return;
    this.#note(() => `late: ${call.name}`);
    this.#tried(call);
  }

  #arrive(index: number): void {
    const [call] = this.#calls.splice(index, 1);
    if (call === undefined) return;
    const { name, isWrite, reject, resolve } = call;
    const isFaulty = this.faultOneIn !== null && this.#random.below(this.faultOneIn) === 0;
    const fate = !isFaulty
      ? "arrives"
      : this.#random.pick(isWrite ? (["lost", "unheard", "late", "silent", "twice"] as const) : (["lost"] as const));
    this.#note(() => `${fate}: ${name}`);
    switch (fate) {
      case "lost":
        return reject(new Error("network: lost"));
      case "late":
        this.#late.push(call);
        return reject(new Error("network: no answer"));
      // Nobody answers; the caller's deadline ends it.
      case "silent":
        return void this.#late.push(call);
      default: {
        const outcome = this.#tried(call);
        if (fate === "twice") this.#late.push(call);
        if (fate === "unheard") return reject(new Error("network: answer lost"));
        return "answer" in outcome ? resolve(outcome.answer) : reject(outcome.cause);
      }
    }
  }

  #tried({ apply, isWrite }: Call): { readonly answer: unknown } | { readonly cause: Error } {
    if (isWrite) this.writes += 1;
    try {
      return { answer: apply() };
    } catch (cause) {
      return { cause: cause instanceof Error ? cause : new Error(String(cause)) };
    }
  }
}

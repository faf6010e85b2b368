// People come and go in a storm: whatever is lost, late or forgotten, nobody misses an event in silence or sees another's.
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { GroupStorm, type Timers } from "../support/group-storm.ts";

const storms = runsOr(150);
const stepsPerStorm = 120;

/** Timers wait until the storm rings them; those of 0 ms take their turn. */
class HeldTimers implements Timers {
  #next = 1;
  readonly #held = new Map<number, () => void>();

  set(handle: () => void, ms: number): unknown {
    if (ms === 0) return setImmediate(handle);
    this.#held.set(this.#next, handle);
    return this.#next++;
  }

  clear(timer: unknown): void {
    if (typeof timer === "number") this.#held.delete(timer);
  }

  ringOne(): void {
    const [first] = this.#held;
    if (first === undefined) return;
    this.#held.delete(first[0]);
    first[1]();
  }

  ringAll(): void {
    for (const [timer, handle] of [...this.#held]) {
      this.#held.delete(timer);
      handle();
    }
  }

  forget(): void {
    this.#held.clear();
  }
}

const timers = new HeldTimers();

beforeEach(() => {
  // A call that was given up is logged.
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.stubGlobal("setTimeout", (handle: () => void, ms: number) => timers.set(handle, ms));
  vi.stubGlobal("clearTimeout", (timer: unknown) => timers.clear(timer));
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

it(
  "[GROUP-41] [GROUP-42] [GROUP-43] [CHANGE-20] 150 storms over a group, and everybody has exactly what is theirs",
  async () => {
    const start = firstSeed();
    let written = 0;
    for (let seed = start; seed < start + storms; seed++) {
      const storm = new GroupStorm(seed, timers);
      const wrong = await storm.run(stepsPerStorm);
      if (wrong !== null) throw new Error(`FUZZ_SEED=${seed}: ${wrong}, after\n${storm.trace.slice(-60).join("\n")}`);
      written += storm.written;
    }
    // Or they have shown little.
    expect(written).toBeGreaterThan(storms * 5);
  },
  storms * 1_000,
);

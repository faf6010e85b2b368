// What became of messages, however it is learned: by events, pages, the store or answers, in any order.
import { expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { StatesSchedule } from "../support/states-schedule.ts";

/** @throws Error with the seed and what went wrong */
function runOne(seed: number): void {
  try {
    new StatesSchedule(new Random(seed)).run();
  } catch (cause) {
    throw new Error(`FUZZ_SEED=${seed} FUZZ_RUNS=1`, { cause });
  }
}

it("[SDK-143] live and loaded never disagree about what became of a message, in 20,000 schedules", () => {
  const first = firstSeed();
  const all = (): void => {
    for (let run = 0; run < runsOr(20_000); run++) runOne(first + run);
  };
  expect(all).not.toThrow();
});

// What is unread, and what mentions its reader, in thousands of random schedules against a recount.
import { expect, it } from "vitest";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { simulateCounts } from "../support/counts-simulation.ts";

const stepsOfASchedule = 10;

/** The first difference, with its seed; null when there is none. */
function firstDifference(seeds: number, from: number): string | null {
  for (let seed = from; seed < from + seeds; seed++) {
    const difference = simulateCounts(seed, stepsOfASchedule);
    if (difference !== null) return `FUZZ_SEED=${seed}: ${difference}`;
  }
  return null;
}

it("[UNREAD-1] [COUNT-1] [COUNT-2] [COUNT-3] [COUNT-4] [COUNT-5] 20,000 random schedules of messages, mentions, edits, recalls, expiry, hiding, marks, comings and goings, checkpoints and cold starts count as a list does", () => {
  expect(firstDifference(runsOr(20_000), firstSeed())).toBeNull();
}, 600_000);

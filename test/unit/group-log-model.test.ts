// Twenty people in one log for 10,000 steps: after each of them the real log and a naive one say the same.
import { expect, it } from "vitest";
import { firstSeed, longRuns } from "../support/fuzz-runs.ts";
import { GroupLogSimulation } from "../support/group-log-simulation.ts";
import { useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const steps = 10_000;
/** All of them must come up, or the steps show little. */
const codes = [
  "done",
  "INTERNAL",
  "DUPLICATE_MESSAGE",
  "SEQ_OUT_OF_RANGE",
  "CONVERSATION_NOT_FOUND",
  "FORBIDDEN",
  "MUTED",
  "READ_ONLY",
  "GROUP_FULL",
  "BANNED",
];

it(
  "[GROUP-40] Twenty people changing roles, joining, leaving, muting and sending at random for 10,000 steps: the model agrees after each step (seeded)",
  async () => {
    const from = firstSeed();
    for (let seed = from; seed < from + longRuns(); seed++) {
      const simulation = new GroupLogSimulation(seed);
      for (let step = 1; step <= steps; step++) {
        const violation = await simulation.step();
        if (violation !== null)
          throw new Error(`FUZZ_SEED=${seed}, step ${step}: ${violation}, after ${simulation.last}`);
      }
      expect(
        codes.filter((code) => !simulation.outcomes.has(code)),
        `FUZZ_SEED=${seed}`,
      ).toEqual([]);
      expect(simulation.groups, `FUZZ_SEED=${seed}`).toBeGreaterThan(5);
    }
  },
  longRuns() * 120_000,
);

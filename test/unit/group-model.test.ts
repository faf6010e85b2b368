// Twenty people do whatever comes to mind: after each of 10,000 steps the rules, the store and a naive group agree.
import { expect, it } from "vitest";
import { firstSeed, longRuns } from "../support/fuzz-runs.ts";
import { GroupSimulation } from "../support/group-simulation.ts";

const steps = 10_000;
/** All of them must come up, or the steps show little. */
const codes = [
  "done",
  "FORBIDDEN",
  "CONVERSATION_NOT_FOUND",
  "MEMBER_NOT_FOUND",
  "OWNER_MUST_TRANSFER",
  "GROUP_FULL",
  "BANNED",
  "JOIN_NOT_ALLOWED",
  "LINK_NOT_VALID",
  "WRONG_PASSWORD",
  "MUTED",
  "READ_ONLY",
];

it("[GROUP-1] [GROUP-2] [GROUP-3] [GROUP-14] [GROUP-22] [GROUP-23] twenty people and 10,000 steps agree with a naive group", () => {
  const from = firstSeed();
  for (let seed = from; seed < from + longRuns(); seed++) {
    const simulation = new GroupSimulation(seed);
    for (let step = 1; step <= steps; step++) {
      const violation = simulation.step();
      if (violation !== null)
        throw new Error(`FUZZ_SEED=${seed}, step ${step}: ${violation}, after ${simulation.last}`);
    }
    expect(
      codes.filter((code) => !simulation.outcomes.has(code)),
      `FUZZ_SEED=${seed}`,
    ).toEqual([]);
    expect(simulation.groups, `FUZZ_SEED=${seed}`).toBeGreaterThan(5);
  }
});

// Erasing in D1 and R2 through thousands of random schedules: nothing comes back and nothing is lost, and each rule is needed.
import { describe, expect, it } from "vitest";
import { badTiers } from "../support/bad-tiers.ts";
import { firstSeed, longRuns } from "../support/fuzz-runs.ts";
import { production, simulate, type Variant } from "../support/tiers-simulation.ts";
import { useSimulatedTime } from "../support/tiers-network.ts";

useSimulatedTime();

/** The first seed that violates a promise, and what it violates; null when none does. */
async function firstViolation(
  variant: Variant,
  seeds: number,
  from = 1,
): Promise<{ seed: number; violation: string; trace: readonly string[] } | null> {
  for (let seed = from; seed < from + seeds; seed++) {
    const { violation } = await simulate(seed, variant);
    if (violation !== null) return { seed, violation, trace: (await simulate(seed, variant, true)).trace };
  }
  return null;
}

describe("the tiers as a model", () => {
  it(
    "[HISTORY-10] [HISTORY-11] [HISTORY-12] random schedules, none violated",
    async () => {
      expect(await firstViolation(production, 500 * longRuns(), firstSeed(1))).toBeNull();
    },
    longRuns() * 60_000,
  );

  it.each(Object.entries(badTiers))(
    "[HISTORY-10] caught: %s",
    async (_rule, variant) => {
      const found = await firstViolation(variant, 2_500);
      console.log(_rule, found?.seed, found?.violation);
      expect(found).not.toBeNull();
    },
    30_000,
  );
});

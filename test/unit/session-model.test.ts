// One sign-in in the hands of two tabs and a thief, through hundreds of random schedules; and each rule is needed.
import { describe, expect, it } from "vitest";
import { firstSeed, longRuns } from "../support/fuzz-runs.ts";
import { production, SessionSimulation, type Schedule, type Variant } from "../support/session-simulation.ts";

const schedules: readonly Schedule[] = [true, false].flatMap((hasThief) =>
  [true, false].map((hasLocks) => ({ hasThief, hasLocks })),
);

/** The first seed that violates a promise, in any kind of schedule; null when none does. */
async function firstViolation(variant: Variant, seeds: number, from = 1): Promise<object | null> {
  for (let seed = from; seed < from + seeds; seed++) {
    for (const schedule of schedules) {
      const simulation = new SessionSimulation(seed, schedule, variant);
      const violation = await simulation.run();
      if (violation !== null) return { seed, ...schedule, violation, trace: simulation.trace };
    }
  }
  return null;
}

const badVariants: Readonly<Record<string, Variant>> = {
  "a lost answer ends the session, as before": { beforeRefresh: "UPDATE device SET rotated_at = 0" },
  "the window never closes": { beforeRefresh: "UPDATE device SET rotated_at = :now" },
  "a successor that is used is issued again": { beforeRefresh: "UPDATE device SET used_gen = 0" },
  "what is used is kept in memory only": { afterCrash: "UPDATE device SET used_gen = 0" },
  "a superseded token ends the session at once": { supersededEnds: true },
  "a tab does not ask again": { asksOnce: true },
  "a tab does not read the store again": { storeOfItsOwn: true },
};

describe("a session as a model", () => {
  it(
    "[AUTH-26] [SDK-63] [SDK-64] 400 random schedules with and without a thief and locks, none violated",
    async () => {
      expect(await firstViolation(production, 100 * longRuns(), firstSeed(1))).toBeNull();
    },
    longRuns() * 60_000,
  );

  it("[AUTH-26] a seed finds its schedule again", async () => {
    const traceOf = async (): Promise<readonly string[]> => {
      const simulation = new SessionSimulation(7, { hasThief: true, hasLocks: false }, production);
      await simulation.run();
      return simulation.trace.map((line) => line.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|device_\w+/g, ""));
    };
    const trace = await traceOf();
    expect(trace.length).toBeGreaterThan(20);
    expect(await traceOf()).toEqual(trace);
  });

  it.each(Object.entries(badVariants))(
    "[AUTH-26] caught: %s",
    async (_rule, variant) => {
      expect(await firstViolation(variant, 400)).not.toBeNull();
    },
    60_000,
  );
});

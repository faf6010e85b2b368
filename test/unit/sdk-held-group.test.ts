// A group that an app holds: its events, applied to answers of any earlier time, give what the server would answer now.
import { expect, it } from "vitest";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { HeldGroupWorld } from "../support/held-group-world.ts";

const stepsOfRun = 400;

it("[SDK-47] the events of a random history, applied to old answers, give the answers of now", () => {
  const from = firstSeed();
  let loads = 0;
  for (let seed = from; seed < from + runsOr(60); seed++) {
    const world = new HeldGroupWorld(seed);
    for (let step = 1; step <= stepsOfRun; step++) {
      world.step();
      if (step % 50 !== 0) continue;
      const difference = world.differenceAtRest();
      if (difference !== null) throw new Error(`FUZZ_SEED=${seed}, step ${step}: ${difference}`);
    }
    loads += world.loads;
  }
  expect(loads, `FUZZ_SEED=${from}`).toBeGreaterThan(100);
});

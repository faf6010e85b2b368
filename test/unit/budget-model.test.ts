// A seeded model of reservations: sessions that sleep, crash, connect and sign in anew at any point, calls in flight, a
// clock that jumps.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { BudgetStory, cap } from "../support/budget-story.ts";

describe("[BUDGET-4] [BUDGET-6] [FAULT-2] whatever sleeps, crashes and jumps", () => {
  it.each(Array.from({ length: 60 }, (_, n) => `budget-${n}`))(
    "no more than the cap and a fiftieth is spent, and nobody is locked out beyond the window: %s",
    async (seed) => {
      const story = new BudgetStory(new Random(seed));
      for (let step = 0; step < 400; step++) await story.step();
      // The caps were reached, or the bound shows nothing.
      expect(story.most).toBeGreaterThan(cap / 2);
    },
  );
});

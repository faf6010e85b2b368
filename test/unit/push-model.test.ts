// Notices under any schedule: messages, reads, recalls, jobs in any order and more than once, services that take or refuse
// without being heard, and an object that loses its memory between any two steps.
import { array, assert, asyncProperty, boolean, record } from "fast-check";
import { it, vi } from "vitest";
import { parametersOf } from "../support/fuzz-runs.ts";
import { PushSchedule, scale, step } from "../support/push-schedule.ts";

/** What goes wrong shows where nothing else is left to be told, for which everything would be asked of anyway. */
const rounds = array(record({ steps: array(step, { maxLength: 20, size: "max" }), isDrained: boolean() }), {
  maxLength: 8,
  size: "max",
});

it("[PUSH-8] [PUSH-9] [PUSH-10] [PUSH-40] [PUSH-41] every device is told of what is unread, truly, of nothing twice that is known to have come, and shows nothing that is over", async () => {
  // Queues fail here as they please.
  vi.spyOn(console, "error").mockImplementation(() => {});
  await assert(
    asyncProperty(scale, rounds, async (sized, all) => {
      const run = new PushSchedule(sized);
      for (const { steps, isDrained } of all) {
        for (const one of steps) await run.take(one);
        if (!isDrained) continue;
        await run.drain();
        run.showsNothingOver(false);
      }
      await run.drain();
      run.isTold();
      run.showsNothingOver(false);
      // Browsers learn of it with the next message.
      await run.oneMore();
      run.showsNothingOver(true);
    }),
    parametersOf(300),
  );
});

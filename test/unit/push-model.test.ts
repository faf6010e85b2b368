// Notices under any schedule: messages, reads, recalls, jobs in any order and more than once, services that take or refuse
// without being heard, and an object that loses its memory between any two steps.
import { array, assert, asyncProperty } from "fast-check";
import { it, vi } from "vitest";
import { parametersOf } from "../support/fuzz-runs.ts";
import { PushSchedule, step } from "../support/push-schedule.ts";

it("[PUSH-8] [PUSH-9] [PUSH-10] [PUSH-40] [PUSH-41] every device is told of what is unread, truly, of nothing twice that is known to have come, and shows nothing that is over", async () => {
  // Queues fail here as they please.
  vi.spyOn(console, "error").mockImplementation(() => {});
  await assert(
    asyncProperty(array(step, { maxLength: 120, size: "max" }), async (steps) => {
      const run = new PushSchedule();
      for (const one of steps) await run.take(one);
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

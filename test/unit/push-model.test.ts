// Notices under any schedule: messages, reads, recalls, jobs in any order and more than once, services that take or refuse
// without being heard, and an object that loses its memory between any two steps.
import { array, assert, asyncProperty, boolean, record } from "fast-check";
import { expect, it, vi } from "vitest";
import { parametersOf } from "../support/fuzz-runs.ts";
import { PushSimulation } from "../support/push-simulation.ts";
import { PushSchedule, scale, step } from "../support/push-schedule.ts";

/** What goes wrong shows where nothing else is left to be told, for which everything would be asked of anyway. */
const rounds = array(record({ steps: array(step, { maxLength: 20, size: "max" }), isDrained: boolean() }), {
  maxLength: 8,
  size: "max",
});

it("[PUSH-8] [PUSH-9] [PUSH-10] [PUSH-32] [PUSH-40] [PUSH-41] every device is told of what is unread, truly, of nothing twice that is known to have come, and shows nothing that is over", async () => {
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
      run.ringsOnce();
    }),
    parametersOf(300),
  );
});

it("[PUSH-43] who writes for the first time is told if the user wants it: who, and nothing of what they wrote", async () => {
  const world = new PushSimulation(1, ["webhook"]);
  const [talk] = world.talks;
  if (talk === undefined) throw new Error("no conversation");
  talk.isRequest = true;
  const told = async () => {
    world.write(talk);
    const [job] = world.queue.splice(0);
    return job === undefined ? null : (await world.begin(job, false)).told;
  };
  expect(await told()).toEqual([]);
  world.choices.all = { ...world.choices.all, messageRequests: true };
  expect(await told()).toMatchObject([{ seq: 2, about: { unread: 2, preview: null, request: true } }]);
});

it.each([false, true])(
  "[PUSH-8] [PUSH-10] what comes while other conversations are asked is told by what its own says then, and what it said before not again (read before: %s)",
  async (isRead) => {
    const world = new PushSimulation(2, ["apns"]);
    const [talk, other] = world.talks;
    if (talk === undefined || other === undefined) throw new Error("no conversations");
    const tell = async (): Promise<unknown> => {
      const [job] = world.queue.splice(0);
      if (job === undefined) throw new Error("no job");
      const work = await world.begin(job, false);
      for (const _ of work.told) world.send(work, true, { kind: "taken" });
      world.works = [];
      await world.settle(work);
      return work.told.flatMap((one) => ("about" in one ? [[one.conversationId, one.seq]] : []));
    };
    world.write(talk);
    expect(await tell()).toEqual([[talk.id, 1]]);
    world.now += 20_000;
    if (isRead) {
      world.readUpTo(talk, 1, "syncs");
      await tell();
      world.now += 20_000;
    }
    world.write(other);
    world.onceAsked = () => world.write(talk);
    expect(await tell()).toEqual([[other.id, 1]]);
    world.now += 20_000;
    await world.ring();
    expect(await tell()).toEqual([[talk.id, 2]]);
  },
);

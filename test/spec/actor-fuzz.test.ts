// The real actors under random schedules: people talk, come and go, while actors hibernate, crash and are woken between any two steps.
import { env } from "cloudflare:workers";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { carryOut, steps, type Step } from "../support/fault-steps.ts";
import { judge } from "../support/fault-verdict.ts";
import { FaultWorld, type SentMessage } from "../support/fault-world.ts";

/** `npm run fuzz -- --runs N` sets them. */
const { FUZZ_RUNS, FUZZ_SEED } = env;
const numRuns = Number(FUZZ_RUNS || 6);
const seed = Number(FUZZ_SEED || Math.floor(Math.random() * 2 ** 31));

async function run(schedule: readonly Step[]): Promise<FaultWorld> {
  const world = await FaultWorld.make();
  for (const step of schedule) await carryOut(world, step);
  await judge(world);
  return world;
}

describe("random schedules", () => {
  it(
    "[FAULT-1] keep every promise: one log for all, acked once, in order, counted right, all devices caught up",
    async () => {
      console.log(`actor fuzz: seed ${seed}, ${numRuns} runs`);
      vi.spyOn(console, "error").mockImplementation(() => {});
      let acked = 0;
      const property = fc.asyncProperty(steps, async (schedule) => {
        const world = await run(schedule);
        acked += world.sent.filter((message) => world.answersTo(message).seqs.size > 0).length;
      });
      await fc.assert(property, { seed, numRuns, endOnFailure: numRuns < 100 });
      vi.restoreAllMocks();
      expect(acked).toBeGreaterThan(numRuns);
    },
    numRuns * 20_000,
  );

  // Seed 1926283444, path 13: whoever may not send yet is refused, is let in and sends it again, and loses the ack.
  it("[FAULT-1] [SEND-8] a refusal is no answer to the attempts after it", async () => {
    const world = await FaultWorld.make();
    const { 0: owner, 3: sender } = world.people;
    const [device] = sender.devices;
    world.send(sender, device, world.group, 1);
    const [message] = world.sent as [SentMessage];
    await vi.waitFor(() => expect(world.answersTo(message).refused).toBe(true));
    await world.changeGroup(owner, { kind: "add-members", userIds: [sender.user.id] });
    await vi.waitFor(() => {
      device.look();
      expect(device.live?.entries.has(world.group)).toBe(true);
    });
    world.repeat(message, device);
    device.disconnect();
    await judge(world);
    expect([...world.answersTo(message).seqs]).toEqual([expect.any(Number)]);
  });
});

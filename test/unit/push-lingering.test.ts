// What follows a notification within seconds, and is told without a job of its own: by the consumer that lingers.
import { expect, it } from "vitest";
import type { Push, PushOutcome } from "../../schema/rpc/pushes.ts";
import { PushSimulation, type Work } from "../support/push-simulation.ts";

type World = PushSimulation;

/** @param lingers whether the consumer says that it can */
async function nextJob(world: World, lingers = true): Promise<Work> {
  const [job] = world.queue.splice(0, 1);
  if (job === undefined) throw new Error("there is no job");
  return world.begin(job, lingers);
}

function send(world: World, work: Work, said: PushOutcome = { kind: "taken" }): void {
  while (work.results.length < work.told.length) world.send(work, said.kind === "taken", said);
}

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error("there is none");
  return one;
}

/** The first message is told, and its consumer lingers. */
async function lingering(world = new PushSimulation(2, ["webhook"])) {
  const [talk, other] = [first(world.talks), first(world.talks.slice(1))];
  world.write(talk);
  const work = await nextJob(world);
  send(world, work);
  expect(work.mayLinger).toBe(true);
  work.isAcked = true;
  world.now += 500;
  return { world, talk, other, work };
}

const unreadOf = ({ told }: Work) => told.map((one) => ("about" in one ? one.about.unread : "clear"));

it("[PUSH-7] a burst is one job, told twice: the first message at once, all that follows together", async () => {
  const { world, talk, work } = await lingering();
  for (let n = 0; n < 9; n++) {
    world.write(talk);
    world.now += 150;
  }
  const second = await world.settleAndTake(work);
  expect(unreadOf(second)).toEqual([10]);
  send(world, second);
  const last = await world.settleAndTake(second);
  expect([last.told, last.mayLinger, world.delays]).toEqual([[], false, [0]]);
  // Nobody lingers any more: what comes now has a job, at once.
  world.now += 1_000;
  world.write(talk);
  expect(world.delays).toEqual([0, 0]);
});

it("[PUSH-7] what follows what was told by a consumer of earlier code gets a job of its own", async () => {
  const world = new PushSimulation(1, ["webhook"]);
  const talk = first(world.talks);
  world.write(talk);
  const work = await nextJob(world, false);
  send(world, work);
  expect(work.mayLinger).toBe(false);
  world.write(talk);
  expect(world.delays).toEqual([0, 2]);
  expect(await world.settle(work)).toBe(true);
  expect(unreadOf(await nextJob(world, false))).toEqual([2]);
});

it("[PUSH-8] the alarm asks for what followed, if the consumer does not come back, whether or not the object has lived on", async () => {
  for (const crashes of [false, true]) {
    const { world, talk } = await lingering();
    world.write(talk);
    if (crashes) world.crash();
    // The first claim was never settled: nobody knows what came of it until it has run out.
    for (let seconds = 0; seconds < 70; seconds += 10) {
      world.now += 10_000;
      await world.ring();
    }
    expect(world.delays).toEqual([0, 0]);
    expect(unreadOf(await nextJob(world))).toEqual([2]);
  }
});

it("[PUSH-8] a job is sent at the end for whatever was noted, if the consumer takes nothing more", async () => {
  const { world, other, work } = await lingering();
  world.write(other);
  expect(world.delays).toEqual([0]);
  expect(await world.settle(work)).toBe(true);
  expect(world.delays).toEqual([0, 2]);
  expect(unreadOf(await nextJob(world))).toEqual([1]);
});

it("[PUSH-11] what a service refuses of it is tried again by a job of its own, when it says", async () => {
  const { world, talk, work } = await lingering();
  world.write(talk);
  const second = await world.settleAndTake(work);
  send(world, second, { kind: "refused", retryAfterMs: 40_000 });
  expect(await world.settle(second)).toBe(true);
  expect(world.delays).toEqual([0, 40]);
  // What comes meanwhile does not wait for it.
  world.now += 3_000;
  world.write(first(world.talks.slice(1)));
  expect(world.delays).toEqual([0, 40, 0]);
  world.now += 40_000;
  const again = await nextJob(world);
  expect(again.told.map(({ attempt }) => attempt)).toEqual([2, 1]);
});

it("[PUSH-40] a clear waits for nobody who tells something else; of what is being told it comes with its end", async () => {
  const { world, talk, other, work } = await lingering();
  world.readUpTo(talk, talk.head, "answered");
  expect(world.delays).toEqual([0]);
  const second = await world.settleAndTake(work);
  expect(unreadOf(second)).toEqual(["clear"]);
  // Nothing follows a clear.
  expect(second.mayLinger).toBe(false);
  send(world, second);
  await world.settle(second);
  world.now += 10_000;
  world.write(talk);
  const third = await nextJob(world);
  send(world, third);
  third.isAcked = true;
  world.write(other);
  const fourth = await world.settleAndTake(third);
  send(world, fourth);
  // It was settled before: only the other conversation is told.
  world.readUpTo(talk, talk.head, "answered");
  expect(world.delays).toHaveLength(3);
  expect(unreadOf(await nextJob(world))).toEqual(["clear"]);
});

it("[PUSH-44] what follows while the user is there waits as it would without, and what is over does not", async () => {
  const { world, talk, other, work } = await lingering();
  world.readUpTo(talk, talk.head, "answered");
  world.write(other);
  const second = await world.settleAndTake(work);
  expect(unreadOf(second)).toEqual(["clear"]);
  expect(world.delays).toEqual([0, 5]);
  world.now += 5_000;
  expect(unreadOf(await nextJob(world))).toEqual([1]);
});

it("[PUSH-10] a consumer that takes twice, since the first answer was lost, is given nothing twice", async () => {
  const { world, talk, work } = await lingering();
  world.write(talk);
  const lost = await world.settleAndTake(work);
  expect(unreadOf(lost)).toEqual([2]);
  expect((await world.settleAndTake(work)).told).toEqual([]);
  // The end of the first is known: only the second is told again, and by another job.
  world.now += 71_000;
  await world.ring();
  const again = (await nextJob(world)).told as readonly Push[];
  expect(again.map(({ seq, attempt }) => [seq, attempt])).toEqual([[2, 2]]);
});

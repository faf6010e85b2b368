// One round of work for all who ask meanwhile.
import { expect, it } from "vitest";
import { KeptRound } from "../../workers/readiness/kept-round.ts";

function makeClock() {
  let ms = 1_000_000;
  const waiting: { readonly until: number; readonly wake: () => void }[] = [];
  return {
    now: () => ms,
    wait: (forMs: number) => new Promise<void>((wake) => waiting.push({ until: ms + forMs, wake })),
    async advance(byMs: number): Promise<void> {
      ms += byMs;
      const due = waiting.filter(({ until }) => until <= ms);
      for (const one of due) waiting.splice(waiting.indexOf(one), 1);
      for (const { wake } of due) wake();
      // Whoever was woken goes on.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
  };
}

it("[OPS-23] who comes while a round runs gets its result, and so does who comes soon after", async () => {
  const clock = makeClock();
  const round = new KeptRound<number>(5_000, 6_000, clock);
  let runs = 0;
  let finish = (_: number): void => {};
  const run = () => ((runs += 1), new Promise<number>((resolve) => (finish = resolve)));
  const asked = [round.get(run), round.get(run), round.get(run)];
  await clock.advance(2_000);
  finish(7);
  await clock.advance(0);
  await clock.advance(50);
  expect(await Promise.all(asked)).toEqual([7, 7, 7]);
  await clock.advance(4_949);
  expect(await round.get(run)).toBe(7);
  expect(runs).toBe(1);
  await clock.advance(1);
  const another = round.get(run);
  finish(8);
  expect([await another, runs]).toEqual([8, 2]);
});

it("[OPS-23] a round that was cut off with its request holds the others up for six seconds and no longer", async () => {
  const clock = makeClock();
  const round = new KeptRound<number>(5_000, 6_000, clock);
  void round.get(() => new Promise<number>(() => {}));
  let result: number | null = null;
  const asked = round.get(async () => 1).then((one) => (result = one));
  await clock.advance(5_999);
  expect(result).toBeNull();
  await clock.advance(60);
  await asked;
  expect(result).toBe(1);
});

it("[OPS-23] a round that fails fails for its own caller; the next one tries again", async () => {
  const clock = makeClock();
  const round = new KeptRound<number>(5_000, 6_000, clock);
  await expect(round.get(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await round.get(async () => 2)).toBe(2);
});

it("[OPS-23] a clock that is set back keeps no result for ever", async () => {
  const clock = makeClock();
  const round = new KeptRound<number>(5_000, 6_000, clock);
  await round.get(async () => 1);
  await clock.advance(-3_600_000);
  expect(await round.get(async () => 2)).toBe(2);
});

// The one seeded generator of models, chaos and fuzz.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";

const draws = (random: Random, count = 20): number[] => Array.from({ length: count }, () => random.below(1_000_000));

/** How often each came, of so many. */
function countOf<T>(draw: () => T, times = 10_000): Map<T, number> {
  const counts = new Map<T, number>();
  for (let n = 0; n < times; n++) {
    const value = draw();
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

describe("a seed", () => {
  it("draws the same again, as a number or as text", () => {
    expect(draws(new Random(7))).toEqual(draws(new Random(7)));
    expect(draws(new Random("a:1"))).toEqual(draws(new Random("a:1")));
  });

  it("draws the same in every version: what a seed found can be run again", () => {
    expect(draws(new Random(1), 5)).toEqual([688_446, 580_124, 878_471, 32_018, 697_198]);
    expect(new Random("named").bytes(4).toString("hex")).toBe("cfdb136a");
  });

  it("has nothing in common with its neighbour", () => {
    const firsts = Array.from({ length: 1_000 }, (_, seed) => new Random(seed).next());
    expect(new Set(firsts).size).toBe(1_000);
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });
});

describe("a fork", () => {
  it("is independent: what is drawn from it changes nothing for the others", () => {
    const [one, other] = [new Random(3), new Random(3)];
    const [forkOfOne, forkOfOther] = [one.fork(), other.fork()];
    draws(forkOfOne, 500);
    forkOfOne.fork();
    expect(draws(one)).toEqual(draws(other));
    expect(draws(one.fork())).toEqual(draws(other.fork()));
    expect(draws(new Random(3).fork())).toEqual(draws(forkOfOther));
  });

  it("draws something else than its origin and than the next fork", () => {
    const origin = new Random(3);
    const streams = [origin.fork(), origin.fork(), origin].map((random) => draws(random));
    expect(new Set(streams.flat()).size).toBe(60);
  });
});

describe("bounds", () => {
  const random = new Random("bounds");

  it("gives every whole number between two, both ends included, about equally often", () => {
    const counts = countOf(() => random.between(-2, 2));
    expect([...counts.keys()].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(200);
    expect(new Set(countOf(() => random.below(3)).keys())).toEqual(new Set([0, 1, 2]));
    expect(random.between(5, 5)).toBe(5);
    expect(() => random.below(0)).toThrow(RangeError);
  });

  it("stays from 0 to below 1, and fulfils a chance as often as it says", () => {
    for (const value of countOf(() => random.next()).keys()) expect(value >= 0 && value < 1).toBe(true);
    expect(Math.abs((countOf(() => random.chance(0.2)).get(true) ?? 0) - 2_000)).toBeLessThan(200);
    expect([...countOf(() => random.chance(0)).keys()]).toEqual([false]);
    expect([...countOf(() => random.chance(1)).keys()]).toEqual([true]);
  });

  it("weighs, and never picks what weighs nothing", () => {
    const counts = countOf(() => random.weighted({ often: 3, seldom: 1, never: 0 }));
    expect(Math.abs((counts.get("often") ?? 0) - 7_500)).toBeLessThan(250);
    expect([...counts.keys()].toSorted()).toEqual(["often", "seldom"]);
    expect(() => random.pickWeighted([])).toThrow(RangeError);
  });

  it("picks and takes from what there is", () => {
    expect([...countOf(() => random.pick(["a", "b"])).keys()].toSorted()).toEqual(["a", "b"]);
    expect(() => random.pick([])).toThrow(RangeError);
    expect(random.pickOrNone([])).toBeUndefined();
    expect(random.take([], 4)).toBeUndefined();
    const queue = [1, 2, 3, 4, 5];
    const taken = random.take(queue, 2) ?? 0;
    expect([1, 2]).toContain(taken);
    expect(queue).toEqual([1, 2, 3, 4, 5].filter((one) => one !== taken));
  });
});

// The parts of `npm run bench:hostile` that a wrong verdict could come from: ratios, and when a row is red.
import { describe, expect, it } from "vitest";
import { isRed, ratioOf, reportHostile } from "../../lab/bench/hostile/hostile-report.ts";
import { Networks } from "../../lab/bench/hostile/hostile-world.ts";
import type { HostileRow } from "../../lab/bench/hostile/measure-hostile.ts";

const row = (quietP50Ms: number, attackedP50Ms: number): HostileRow => ({
  name: "200 of something",
  quiet: { p50Ms: quietP50Ms, p99Ms: 5, samples: 400 },
  attacked: { p50Ms: attackedP50Ms, p99Ms: 1_234.5, samples: 400 },
  seconds: 5.04,
  answers: new Map([
    ["429", 3],
    ["401", 397],
  ]),
});

describe("the report on attacks", () => {
  it("is red beyond twice the quiet median, and not at twice", () => {
    expect(ratioOf(row(1, 2))).toBe(2);
    expect([row(1, 2), row(1, 2.01), row(2, 1)].map(isRed)).toEqual([false, true, false]);
  });

  it("says ratios, red rows, and what the server answered, most frequent first", () => {
    const text = reportHostile([row(1, 2), row(1, 3)]);
    const [green, red] = text.split("\n").slice(2);
    expect(green).toMatch(/^200 of something +1\.0 +5\.0 +2\.0 +1235 +2\.00 *$/);
    expect(red).toMatch(/3\.00 +RED$/);
    expect(text).toContain("200 of something: 5.0 s; 397 × 401, 3 × 429");
  });

  it("puts each stranger into a network of its own", () => {
    const networks = new Networks();
    const addresses = Array.from({ length: 600 }, () => Object.values(networks.next())[0]);
    expect(new Set(addresses).size).toBe(600);
    expect(addresses[300]).toBe("10.1.45.1");
  });
});

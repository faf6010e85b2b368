// The parts of `npm run bench:compare` that a wrong figure could come from: whose server is started, and the ratios.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compareResult, reportCompare } from "../../lab/bench/compare/compare-report.ts";
import { compareLoads, parseLoads, type Sample } from "../../lab/bench/compare/loads.ts";
import { parseRounds } from "../../lab/bench/options.ts";
import { openCheckout } from "../../lab/kit/checkout.ts";
import { machine } from "../support/some-machine.ts";

const sides = { a: { root: "/here", commit: "aaa" }, b: { root: "/there", commit: "bbb" } };

describe("the comparison", () => {
  const sample = (echo: number, pairsDeliveredPerS: number): Sample => ({ echo, figures: { pairsDeliveredPerS } });
  const pairs = {
    a: [sample(100, 50), sample(110, 60), sample(100, 10)],
    b: [sample(100, 60), sample(100, 90), sample(50, 30)],
  };

  it("gives medians, ratios of medians and by round, and ratios to the echo just before", () => {
    const { figures, echoPerS, echoDrift, idleEchoP50Ms, rounds } = compareResult(machine, sides, {
      samples: { pairs },
      fsyncMs: [1, 1, 1],
    });
    expect(rounds).toBe(3);
    expect(figures).toEqual({
      pairsDeliveredPerS: {
        a: { median: 50, min: 10, max: 60, toEcho: 0.5 },
        b: { median: 60, min: 30, max: 90, toEcho: 0.6 },
        bToA: 1.2,
        bToAByRound: { median: 1.5, min: 1.2, max: 3 },
      },
    });
    expect(echoPerS).toEqual({ median: 100, min: 50, max: 110 });
    expect(echoDrift).toBeCloseTo(1.2);
    expect(idleEchoP50Ms).toBeNull();
  });

  it("says when quiet pairs had to wait", () => {
    const quiet = (quietPairsDeliverP99Ms: number): Sample => ({ echo: 1, figures: { quietPairsDeliverP99Ms } });
    const result = compareResult(machine, sides, {
      samples: { "quiet-pairs": { a: [quiet(999), quiet(9)], b: [quiet(9), quiet(1_000)] } },
      fsyncMs: [1, 1],
    });
    expect(result.roundsLate).toEqual({ a: 0, b: 1 });
    expect(reportCompare(result)).toContain("did not keep pace");
  });

  it("keeps the two kinds of echo apart, and compares no CPU with either", () => {
    const one: Sample = { echo: 0.1, figures: { idleDeliveredP50Ms: 1 } };
    const quiet: Sample = { echo: 100, figures: { quietPairsCpuMsPerMessage: 2, quietPairsDeliverP50Ms: 3 } };
    const result = compareResult(machine, sides, {
      samples: { "one-in-flight": { a: [one], b: [one] }, "quiet-pairs": { a: [quiet], b: [quiet] } },
      fsyncMs: [1],
    });
    expect(result.echoPerS?.median).toBe(100);
    expect(result.idleEchoP50Ms?.median).toBe(0.1);
    expect(result.figures.idleDeliveredP50Ms?.a.toEcho).toBe(10);
    expect(result.figures.quietPairsCpuMsPerMessage?.a).toMatchObject({ median: 2, toEcho: null });
    expect(Object.keys(result.figures)).not.toContain("quietPairsDeliverP99Ms");
    const report = reportCompare(result);
    expect(report).not.toContain("did not keep pace");
    for (const part of ["A /here, aaa", "B /there, bbb", "one in flight", "CPU ms a message"])
      expect(report).toContain(part);
  });
});

it("takes loads by name, in the order in which they are measured", () => {
  expect(parseLoads(compareLoads.join(","))).toEqual(compareLoads);
  expect(parseLoads("quiet-pairs, pairs")).toEqual(["pairs", "quiet-pairs"]);
  for (const wrong of ["", "pairs,", "pear"]) expect(() => parseLoads(wrong)).toThrow(TypeError);
});

it("takes a whole number of rounds", () => {
  expect(parseRounds("5")).toBe(5);
  for (const wrong of ["0", "1.5", "", "many"]) expect(() => parseRounds(wrong)).toThrow(TypeError);
});

it("starts a checkout with its own starter, and refuses a folder without one", async () => {
  const root = await mkdtemp(join(tmpdir(), "klatch-checkout-"));
  try {
    await expect(openCheckout(root)).rejects.toThrow();
    await mkdir(join(root, "scripts"));
    await writeFile(join(root, "scripts/serve.ts"), "export const startServer = () => 'older';");
    const older = await openCheckout(root);
    expect([older.startServer({ port: 0, stateDir: root }), older.meteredEntry]).toEqual(["older", "bench/entry.ts"]);
    await mkdir(join(root, "tools/run"), { recursive: true });
    await writeFile(join(root, "tools/run/serve.ts"), "export const startServer = () => 'current';");
    const current = await openCheckout(root);
    expect(current.startServer({ port: 0, stateDir: root })).toBe("current");
  } finally {
    await rm(root, { recursive: true });
  }
});

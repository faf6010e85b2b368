// The loads of `npm run bench` and `npm run bench:compare` on a real server, with a few messages: everything sent is acked
// and delivered once, and each load gives its figures.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareResult } from "../../lab/bench/compare/compare-report.ts";
import { compareLoads, figureNames } from "../../lab/bench/compare/loads.ts";
import { echoLoads, measureCompare } from "../../lab/bench/compare/measure-compare.ts";
import { openLoad, startSide, type Side } from "../../lab/bench/compare/side.ts";
import { LoadTeam } from "../../lab/bench/load/load-team.ts";
import { historyDuring } from "../../lab/bench/measure/history.ts";
import { measureQuietPairs } from "../../lab/bench/measure/quiet.ts";
import { openOneEcho, openPairs, openYardstick } from "../../lab/bench/measure/throughput.ts";
import { startYardstick } from "../../lab/bench/servers.ts";
import { makePairs } from "../../lab/kit/people.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { machine } from "../support/some-machine.ts";

let stateDir: string;
let side: Side;
let echo: Awaited<ReturnType<typeof startYardstick>>;
let team: LoadTeam;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-loads-"));
  [side, echo] = await Promise.all([startSide("a", inRepository(), stateDir), startYardstick(join(stateDir, "echo"))]);
  team = new LoadTeam();
});

afterAll(async () => {
  team.end();
  await Promise.all([side.stop(), echo.stop()]);
  await rm(stateDir, { recursive: true });
});

/** Faster than people. */
const pace = { intervalMs: 20, messagesEach: 2 };
const onLinux = process.platform === "linux";

it("quiet pairs: times every delivery, and knows the server's CPU where there is a /proc", async () => {
  const { url } = side.servers.plain;
  const quiet = await measureQuietPairs(team, url, await makePairs(url, 3), { rounds: 2, ...pace });
  expect(quiet).toMatchObject({ pairs: 3, messages: 6, delivered: { samples: 12 } });
  expect(quiet.cpuMsPerMessage !== null).toBe(onLinux);
});

it("history: counts what was written until all that was due is written, and refuses when nothing was", async () => {
  const { withHistory } = side.servers;
  await openPairs(team, "history", withHistory.url, await makePairs(withHistory.url, 2));
  // None from the first sender, 2,048 from the other.
  const { written } = await historyDuring(withHistory, () => team.stagger("history", 4_096));
  expect(written.blocks).toBeGreaterThan(0);
  expect(written.events).toBeGreaterThanOrEqual(1_024);
  await expect(historyDuring(withHistory, () => Promise.resolve())).rejects.toThrow();
  await team.close("history");
});

// It measures for as long as it needs on a machine that does other things, too.
it("compares two sides by every figure", async () => {
  const sides = { a: side, b: { ...side, name: "b" as const } };
  await openYardstick(team, echoLoads.throughput, echo.url, "echo");
  await openOneEcho(team, echoLoads.latency, echo.url);
  const sizes = { pairs: 4, groups: 1, quietPairs: 2 };
  for (const load of compareLoads) for (const one of Object.values(sides)) await openLoad(team, one, load, sizes);
  const times = { warmMs: 0, measureMs: 100, echoMs: 20 };
  const plan = { ...times, rounds: 1, loads: compareLoads, samples: 3, quiet: pace };
  const steps: string[] = [];
  const rounds = await measureCompare(team, sides, stateDir, plan, (step) => steps.push(step));
  expect(steps).toHaveLength(2 * compareLoads.length);
  const { figures } = compareResult(machine, sides, rounds);
  const known = figureNames.filter((name) => onLinux || name !== "quietPairsCpuMsPerMessage");
  expect(Object.keys(figures)).toEqual(known);
  // The CPU of two messages may be less than one of Linux's hundredths of a second.
  for (const name of known) expect(Number.isFinite(figures[name]?.a.median)).toBe(true);
}, 180_000);

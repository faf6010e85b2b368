// The short form of `npm run pushes`: one kill, few people, and services that fail without taking long.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run, type RunResult } from "../../lab/pushes/run.ts";

const seed = Number(process.env["CHAOS_SEED"] ?? Math.floor(Math.random() * 1e9));
const messages = 40;
/** About 25 s on a machine that does nothing else. */
const runsWithinMs = 180_000;

let stateDir: string;
let result: RunResult;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-pushes-"));
  const size = { people: 4, devicesEach: 3, messages, seconds: 6, withinMinutes: 2, kills: 1, isQuick: true };
  result = await run({ ...size, seed, stateDir, progress: () => {} });
}, runsWithinMs);

afterAll(() => rm(stateDir, { recursive: true, force: true }));

it(`[CHAOS-9] devices of people who are away are told once of all that is unread, and show nothing that is over, though services fail and the server is killed (CHAOS_SEED=${seed})`, () => {
  const { verdict, counts, wrong } = result;
  const examples = verdict.rules.flatMap(({ rule, examples: found }) => found.map((one) => ({ rule, ...one })));
  expect([examples, wrong]).toEqual([[], []]);
  expect(counts).toMatchObject({ kills: 1, "jobs died": 0 });
  expect(counts["acked"]).toBeGreaterThan(messages);
  // Everybody was told on the devices that were left to them.
  const checked = new Map(verdict.rules.map((one) => [one.rule, one.checked]));
  for (const rule of ["PUSH-8", "PUSH-9", "PUSH-10", "PUSH-11", "HIB-10"] as const)
    expect(checked.get(rule)).toBeGreaterThan(0);
});

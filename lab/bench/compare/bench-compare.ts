// `npm run bench:compare -- --root DIR`: this checkout (A) and another (B), in one sitting, in turns.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inRepository } from "../../../tools/run/wrangler.ts";
import { LoadTeam } from "../load/load-team.ts";
import { describeMachine } from "../machine.ts";
import { quietIntervalMs } from "../measure/quiet.ts";
import { openOneEcho, openYardstick } from "../measure/throughput.ts";
import { parseRounds } from "../options.ts";
import { progress } from "../progress.ts";
import { compareDir, startYardstick } from "../servers.ts";
import { compareResult, reportCompare } from "./compare-report.ts";
import { compareLoads, parseLoads } from "./loads.ts";
import { echoLoads, measureCompare, type ComparePlan } from "./measure-compare.ts";
import { openLoad, startSide, usualSizes } from "./side.ts";

const { values: options } = parseArgs({
  options: {
    /** The other checkout, with its packages installed. Its own sources are bundled; its lab is not used. */
    root: { type: "string" },
    rounds: { type: "string", default: "5" },
    /** Names with commas between. */
    loads: { type: "string", default: compareLoads.join(",") },
    /** Short rounds and few pairs, to see that everything works. */
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
if (options.root === undefined) throw new TypeError("--root takes the folder of the other checkout");
const quietPairs = options.quick ? 100 : 1_000;
const plan: ComparePlan = {
  rounds: parseRounds(options.rounds),
  loads: parseLoads(options.loads),
  warmMs: options.quick ? 200 : 500,
  measureMs: options.quick ? 500 : 2_000,
  echoMs: 500,
  samples: options.quick ? 50 : 300,
  quiet: { intervalMs: quietIntervalMs, messagesEach: options.quick ? 1 : 5 },
};

await rm(compareDir, { recursive: true, force: true });
await mkdir(compareDir, { recursive: true });
const machine = await describeMachine(compareDir);
const team = new LoadTeam();
const started: { stop(): Promise<void> }[] = [];
const noted = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
  const one = await starting;
  started.push(one);
  return one;
};
// So that what was started is also stopped.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
try {
  progress("starting the servers");
  const echo = await noted(startYardstick(join(compareDir, "echo")));
  await openYardstick(team, echoLoads.throughput, echo.url, "echo");
  await openOneEcho(team, echoLoads.latency, echo.url);
  const a = await noted(startSide("a", inRepository(), compareDir));
  const b = await noted(startSide("b", options.root, compareDir));
  for (const load of plan.loads) {
    for (const side of [a, b]) await openLoad(team, side, load, { ...usualSizes, quietPairs });
    progress(`${load}: everyone is connected`);
  }
  const rounds = await measureCompare(team, { a, b }, compareDir, plan, progress);
  const result = compareResult(machine, { a, b }, rounds);
  process.stdout.write(`${reportCompare(result)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  team.end();
  await Promise.all(started.map((one) => one.stop()));
}

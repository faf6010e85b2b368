// `npm run bench`: the speed of Klatch on this machine, beside the minimum that the same runtime needs.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { LoadTeam } from "./load/load-team.ts";
import { describeMachine } from "./machine.ts";
import { measureColdStarts } from "./measure/cold-rows.ts";
import { groupsOf20, makeGroups, measureReach, reachLoads, reachRestMs, type ReachPlan } from "./measure/groups.ts";
import { measureIdle, openSleepers, wakeSleepers } from "./measure/latencies.ts";
import { openPairsWithHistory } from "./measure/history.ts";
import { measureQuietPairs, quietIntervalMs } from "./measure/quiet.ts";
import { runRounds } from "./measure/rounds.ts";
import { openGroups, openOneConversation, openPairs, openYardstick, senders } from "./measure/throughput.ts";
import { readOptions } from "./options.ts";
import { makePairs } from "../kit/people.ts";
import { Profiler } from "./profile.ts";
import { progress } from "./progress.ts";
import { reportSpeed, speedResult } from "./report/speed-report.ts";
import { table } from "./report/table.ts";
import { benchDir, startWithYardstick, stopServers } from "./servers.ts";

/** Longer than the runtime waits before it evicts an idle object. */
const hibernationMs = 11_000;
const sleepers = 20;

const options = readOptions(process.argv.slice(2));
const reachPlan: ReachPlan = options.quick
  ? { blocks: 4, samples: 8, lastStartMs: 36_000 }
  : { blocks: 6, samples: 40, lastStartMs: Number.POSITIVE_INFINITY };
const quiet = options.quick
  ? { pairs: 100, rounds: 1, messagesEach: 3, intervalMs: quietIntervalMs }
  : { pairs: 1_000, rounds: 3, messagesEach: 5, intervalMs: quietIntervalMs };
await rm(benchDir, { recursive: true, force: true });
await mkdir(benchDir, { recursive: true });
const machine = await describeMachine(benchDir);
progress(`state on ${machine.fileSystem}, fsync ${machine.fsyncMs.toFixed(2)} ms; starting two servers`);
// Counts, not times, so they may be measured while the other servers are prepared.
const counting = measureColdStarts(join(benchDir, "metered"));
counting.catch(() => {}); // awaited below
const servers = await startWithYardstick(benchDir, options.profile ? { inspectorPort: 0 } : {});
const { plain, withHistory, yardstickUrl } = servers;
const team = new LoadTeam();
try {
  progress("people sign up");
  const [[only, idle, ...rest], historyPairs, groups] = await Promise.all([
    makePairs(plain.url, 2 + senders + sleepers + quiet.pairs),
    makePairs(withHistory.url, senders),
    makeGroups(plain.url),
  ]);
  if (only === undefined || idle === undefined) throw new Error("no people");
  progress("everyone has signed up");
  await openSleepers(team, plain, rest.slice(senders, senders + sleepers));
  const asleepSince = performance.now();
  await openPairs(team, "pairs", plain.url, rest.slice(0, senders));
  await openPairsWithHistory(team, "pairs-with-history", withHistory.url, historyPairs);
  await openOneConversation(team, "one-conversation", plain.url, only);
  await openGroups(team, "groups-of-20", plain.url, groups.of20, groupsOf20.senders);
  await openYardstick(team, "echo", yardstickUrl, "echo");
  await openYardstick(team, "echo-batched", yardstickUrl, "echo", 16);
  await openYardstick(team, "naive", yardstickUrl, "naive");
  progress("everyone is connected");
  const coldRows = await counting;
  progress("rows of cold starts are counted");
  const rounds = await runRounds(team, withHistory, { rounds: options.quick ? 3 : 7, quick: options.quick });
  const samples = options.quick ? 150 : 1_000;
  const idlePlans = [
    { samples, restMs: 0 },
    { samples: samples / 2, restMs: 2 },
  ];
  const [latencies, restedLatencies] = await measureIdle(team, plain, yardstickUrl, idle, idlePlans);
  if (latencies === undefined || restedLatencies === undefined) throw new Error("no latencies");
  progress("measured one message at a time");
  const quietPairs = await measureQuietPairs(team, plain.url, rest.slice(senders + sleepers), quiet);
  progress("measured quiet pairs");
  await sleep(Math.max(0, hibernationMs - (performance.now() - asleepSince)));
  const coldWake = await wakeSleepers(team, sleepers);
  await team.close("groups-of-20");
  const groupLatencies = await measureReach(team, { plainUrl: plain.url, yardstickUrl, groups }, reachPlan);
  progress("measured messages to groups");
  if (options.profile) {
    for (const load of ["pairs", "one-conversation"])
      await profile(load, () => team.round(load, { warmMs: 0, measureMs: 3_000 }));
    await profile(reachLoads.group500, () =>
      team.reach(reachLoads.group500, { sender: 0, samples: 40, restMs: reachRestMs }),
    );
  }
  const result = speedResult({
    machine,
    rounds,
    latencies,
    restedLatencies,
    coldWake,
    coldRows,
    quietPairs,
    groupLatencies,
  });
  process.stdout.write(`${reportSpeed(result)}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
} finally {
  team.end();
  await stopServers(servers);
}

/** Runs after everything else, because an active inspector would distort the measurements. */
async function profile(name: string, work: () => Promise<unknown>): Promise<void> {
  const profiler = await Profiler.start(await plain.miniflare.getInspectorURL(), "klatch");
  await work();
  const path = join(benchDir, `${name}.cpuprofile`);
  const heavy = await profiler.stop(path);
  const rows = heavy.map((one) => [one.name, `${(one.share * 100).toFixed(1)} %`]);
  process.stdout.write(`\n${name}: ${path}\n${table([["function", "own time"], ...rows])}\n`);
}

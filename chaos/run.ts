// One run from an empty state to a verdict: a world is made, the storm rages, the sea calms, and what is left is checked.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { check } from "./check/check.ts";
import type { Verdict } from "./check/verdict.ts";
import type { FinalState } from "./history/final-state.ts";
import type { History } from "./history/record.ts";
import { Recorder } from "./history/recorder.ts";
import { meddlings } from "./network/meddler.ts";
import { Network, type FaultCounts } from "./network/network.ts";
import { progress } from "./progress.ts";
import { Dice } from "./random.ts";
import { headsReader, readFinalState } from "./read-final-state.ts";
import { Victim } from "./server.ts";
import { rage, settle } from "./storm/storm.ts";
import { makeWorld, type Size, type World } from "./world.ts";

export interface RunOptions {
  readonly kills: number;
  readonly seed: number;
  readonly size: Size;
  /** Empty or missing; what the run leaves stays there. */
  readonly stateDir: string;
  /** Between run and check, while the server is down: for tests that change the state. */
  readonly tamper?: (stateDir: string) => Promise<void> | void;
}

export interface RunResult {
  readonly seed: number;
  readonly kills: number;
  readonly inFlightAtKills: readonly number[];
  readonly acked: number;
  readonly delivered: number;
  readonly faults: FaultCounts & typeof meddlings;
  readonly verdict: Verdict;
  readonly history: History;
  readonly final: FinalState;
}

export async function run({ kills, seed, size, stateDir, tamper }: RunOptions): Promise<RunResult> {
  const dice = new Dice(seed);
  const recorder = new Recorder(seed);
  const victim = await Victim.start(stateDir);
  const network = await Network.open(victim.port, dice.fork());
  try {
    const world = await makeWorld({ size, networkUrl: network.url, recorder, dice: dice.fork() });
    progress(`${world.devices.length} devices of ${world.people.length} users; the storm begins`);
    for (const device of world.devices) device.start();
    const storm = { world, victim, network, recorder, dice: dice.fork(), kills };
    const inFlightAtKills = await rage(storm);
    progress("the sea calms");
    await settle(storm, await headsReader(victim, world));
    const states = world.devices.map((device) => device.state());
    if (tamper !== undefined) await victim.restart(() => tamper(stateDir));
    progress("reading what is left");
    const final = await readFinalState(victim, world, states);
    const { history, acked, delivered } = recorder;
    const verdict = check(history, final);
    progress(`${history.records.length} records checked`);
    const faults = { ...network.counts, ...sumOfMeddlings(world) };
    return { seed, kills, inFlightAtKills, acked, delivered, faults, verdict, history, final };
  } finally {
    await network.close();
    await victim.stop();
  }
}

function sumOfMeddlings({ devices }: World): typeof meddlings {
  const sum = { ...meddlings };
  for (const device of devices)
    for (const [name, count] of Object.entries(device.meddlings)) sum[name as keyof typeof sum] += count;
  return sum;
}

/** For whoever wants to know more than the verdict: a line of JSON a record. @returns the file */
export async function writeHistory({ history }: RunResult, folder: string): Promise<string> {
  const file = join(folder, `history-${history.seed}.jsonl`);
  await writeFile(file, history.records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return file;
}

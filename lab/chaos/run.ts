// One whole run: makes a world on an empty state, runs the storm, lets everything settle, and checks what is left.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { check } from "./check/check.ts";
import type { Verdict } from "./check/verdict.ts";
import type { DeviceState } from "./history/final-state.ts";
import type { History } from "./history/record.ts";
import { Recorder } from "./history/recorder.ts";
import { frameFaultCounts } from "./network/frame-faults.ts";
import { Network, type FaultCounts } from "./network/network.ts";
import { Random } from "../kit/random.ts";
import { WebPushService } from "../push/web-push-service.ts";
import { listReader, readFinalState } from "./read-final-state.ts";
import { Victim } from "./server.ts";
import { settle } from "./storm/settle.ts";
import { rage } from "./storm/storm.ts";
import { makeWorld, type Size, type World } from "./world.ts";

export interface RunOptions {
  readonly kills: number;
  readonly seed: number;
  readonly size: Size;
  /** Must be empty or missing; the state of the run is kept there. */
  readonly stateDir: string;
  /** Called with each step. */
  readonly progress: (step: string) => void;
}

/** The counts of a run, without the verdict. */
interface Happenings {
  readonly seed: number;
  readonly kills: number;
  readonly inFlightAtKills: readonly number[];
  /** Different messages, without repeats. */
  readonly acked: number;
  /** Events delivered to sockets. */
  readonly delivered: number;
  readonly faults: FaultCounts & typeof frameFaultCounts & Victim["counts"];
  readonly history: History;
}

export interface RunResult extends Happenings {
  readonly verdict: Verdict;
}

/** The state after the storm: every client is closed, the server still runs. */
export class Aftermath {
  readonly happenings: Happenings;
  readonly #victim: Victim;
  readonly #world: World;
  readonly #states: readonly DeviceState[];

  constructor(happenings: Happenings, victim: Victim, world: World) {
    this.happenings = happenings;
    this.#victim = victim;
    this.#world = world;
    this.#states = world.devices.map((device) => device.state());
  }

  /** Reads the current state and checks it. */
  async judge(): Promise<Verdict> {
    const { history } = this.happenings;
    return check(history, await readFinalState(this.#victim, this.#world, this.#states, history));
  }

  /** Changes the stored state while the server is stopped. */
  tamper(change: () => Promise<void> | void): Promise<void> {
    return this.#victim.restart(change);
  }

  end(): Promise<void> {
    return this.#victim.stop();
  }
}

/** Runs the storm. The server keeps running until `Aftermath.end`. */
export async function weather({ kills, seed, size, stateDir, progress }: RunOptions): Promise<Aftermath> {
  const random = new Random(seed);
  const recorder = new Recorder(seed);
  const victim = await Victim.start(stateDir);
  const network = await Network.open(victim.port, random.fork());
  const pushService = new WebPushService();
  await pushService.start();
  try {
    const world = await makeWorld({
      size,
      networkUrl: network.url,
      serverUrl: victim.url,
      recorder,
      random: random.fork(),
      pushService,
    });
    progress(`${world.devices.length} devices of ${world.people.length} users; the storm begins`);
    for (const device of world.devices) device.start();
    const storm = { world, victim, network, recorder, random: random.fork(), kills, progress };
    const inFlightAtKills = await rage(storm);
    progress("the sea calms");
    await settle(storm, listReader(world, victim));
    const { history, acked, delivered } = recorder;
    const faults = { ...network.counts, ...sumOfFrameFaults(world), ...victim.counts };
    return new Aftermath({ seed, kills, inFlightAtKills, acked, delivered, faults, history }, victim, world);
  } catch (error) {
    await victim.stop();
    throw error;
  } finally {
    await Promise.all([network.close(), pushService.stop()]);
  }
}

export async function run(options: RunOptions): Promise<RunResult> {
  const aftermath = await weather(options);
  try {
    options.progress("reading what is left");
    const verdict = await aftermath.judge();
    options.progress(`${aftermath.happenings.history.records.length} records checked`);
    return { ...aftermath.happenings, verdict };
  } finally {
    await aftermath.end();
  }
}

function sumOfFrameFaults({ devices }: World): typeof frameFaultCounts {
  const sum = { ...frameFaultCounts };
  for (const device of devices)
    for (const [name, count] of Object.entries(device.frameFaultCounts)) sum[name as keyof typeof sum] += count;
  return sum;
}

/** Writes the history for closer inspection: one JSON record per line. @returns the file */
export async function writeHistory({ history }: RunResult, folder: string): Promise<string> {
  const file = join(folder, `history-${history.seed}.jsonl`);
  await writeFile(file, history.records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return file;
}

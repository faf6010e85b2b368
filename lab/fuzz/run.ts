// One whole run: a server as deployed, its users, a quiet time, the attack, a second quiet time; and what was observed.
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../bench/statistics.ts";
import { Attacker } from "./attack/attacker.ts";
import { Stallers } from "./attack/stallers.ts";
import { startAttacked } from "./server.ts";
import type { FuzzResult } from "./verdict.ts";
import { growthOf, MemoryWatch } from "./watch/memory.ts";
import { NeighbourTeam } from "./watch/neighbour-team.ts";
import { Tally, violationKinds } from "./watch/tally.ts";
import { World } from "./world.ts";

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Most inputs per second, all attackers together. */
  readonly inputsPerSecond: number;
  readonly stateDir: string;
  /** Duration of each quiet time before and after the attack, which are compared with it. */
  readonly quietMs: number;
  readonly progress?: (text: string) => void;
}

/** The longest time that any answer may take. */
const patienceMs = 15_000;
const samples = 30;
const groupsRenewedEvery = 1_000;

export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { stateDir, inputs, inputsPerSecond, seed, quietMs, progress = () => {} } = options;
  const server = await startAttacked(stateDir);
  const port = Number(new URL(server.url).port);
  const world = await World.make(server.url);
  const memory = await MemoryWatch.start(await server.miniflare.getInspectorURL(), "klatch", server.workerdPid);
  const neighbours = await NeighbourTeam.open(world.neighbours);
  const tally = new Tally();
  const stallers = new Stallers(port, tally, patienceMs);
  const seats = Array.from({ length: world.seats }, (_, seat) => seat);
  const attackers = seats.map((seat) => new Attacker({ port, seed, world, tally, stallers, patienceMs }, seat));
  try {
    const before = await quiet();
    progress(`attack: ${inputs} inputs, seed ${seed}`);
    await attack();
    const during = await neighbours.report();
    const after = await quiet();
    const latencies = [...before, ...after];
    return {
      seed,
      inputs,
      byCode: tally.byCode,
      violations: Object.fromEntries(violationKinds.map((kind) => [kind, tally.violationsOf(kind)])),
      kept: tally.kept,
      neighboursClosed: during.closed,
      neighbourFaults: during.wrong,
      latencyMs: { quiet: medianOf(latencies), attacked: medianOf(during.latenciesMs) },
      heapRatio: growthOf(memory.samples.map(({ heapBytes }) => heapBytes)),
      residentRatio: growthOf(memory.samples.map(({ residentBytes }) => residentBytes)),
      memory: memory.samples,
    };
  } finally {
    for (const attacker of attackers) attacker.close();
    stallers.close();
    memory.close();
    await neighbours.close();
    await server.stop();
  }

  async function quiet(): Promise<readonly number[]> {
    await neighbours.report();
    await sleep(quietMs);
    return (await neighbours.report()).latenciesMs;
  }

  async function attack(): Promise<void> {
    let next = 0;
    const sampleEvery = Math.max(1, Math.floor(inputs / samples));
    const begin = Date.now();
    await Promise.all(
      attackers.map(async (attacker) => {
        while (next < inputs) {
          const input = next++;
          const waitMs = begin + (input * 1_000) / inputsPerSecond - Date.now();
          if (waitMs > 0) await sleep(waitMs);
          if (input % sampleEvery === 0) {
            await memory.sample();
            progress(`${input} inputs, ${Math.round((Date.now() - begin) / 1_000)} s`);
          }
          if (input % groupsRenewedEvery === 0) await world.renewGroups();
          await attacker.perform(input);
        }
      }),
    );
  }
}

const medianOf = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : percentile(values, 0.5));

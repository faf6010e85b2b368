// Latency at rest: one message in flight and nothing else; and after all objects have hibernated.
import type { Server } from "../../../tools/run/serve.ts";
import type { LoadTeam } from "../load/load-team.ts";
import type { Pair } from "../../kit/people.ts";
import { percentile } from "../statistics.ts";
import { openOneEcho, openPairs } from "./throughput.ts";

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: number;
}

export interface IdleLatencies {
  readonly echo: Latency;
  readonly acked: Latency;
  readonly delivered: Latency;
}

const blocks = 5;

export const latencyOf = (times: readonly number[]): Latency => ({
  p50Ms: percentile(times, 0.5),
  p99Ms: percentile(times, 0.99),
  samples: times.length,
});

export interface IdlePlan {
  readonly samples: number;
  readonly restMs: number;
}

/** Measures echo and Klatch in turns, in blocks; the first block of each only warms up. */
export async function measureIdle(
  team: LoadTeam,
  server: Server,
  yardstickUrl: string,
  pair: Pair,
  plans: readonly IdlePlan[],
): Promise<readonly IdleLatencies[]> {
  await openPairs(team, "idle", server.url, [pair]);
  await openOneEcho(team, "idle-echo", yardstickUrl);
  const latencies: IdleLatencies[] = [];
  for (const plan of plans) latencies.push(await measureInTurn(team, plan));
  await Promise.all(["idle", "idle-echo"].map((load) => team.close(load)));
  return latencies;
}

async function measureInTurn(team: LoadTeam, { samples, restMs }: IdlePlan): Promise<IdleLatencies> {
  const [echo, acked, delivered]: [number[], number[], number[]] = [[], [], []];
  const plan = { samples: Math.ceil(samples / blocks), restMs };
  for (let block = 0; block <= blocks; block++) {
    const echoed = await team.latency("idle-echo", { ...plan, sender: 0, receiver: 0 });
    const arrived = await team.latency("idle", { ...plan, sender: 0, receiver: 1 });
    const answered = await team.latency("idle", { ...plan, sender: 0, receiver: 0 });
    if (block === 0) continue;
    echo.push(...echoed);
    delivered.push(...arrived);
    acked.push(...answered);
  }
  return { echo: latencyOf(echo), acked: latencyOf(acked), delivered: latencyOf(delivered) };
}

/** Connects pairs, sends one message in each, and then leaves them idle. */
export async function openSleepers(team: LoadTeam, server: Server, pairs: readonly Pair[]): Promise<void> {
  for (const [index, pair] of pairs.entries()) {
    await openPairs(team, `sleeper-${index}`, server.url, [pair]);
    await team.latency(`sleeper-${index}`, { sender: 0, receiver: 1, samples: 1, restMs: 0 });
  }
}

/** The first message in each pair after more than the ten seconds after which the runtime evicts objects. */
export async function wakeSleepers(team: LoadTeam, count: number): Promise<Latency> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    times.push(...(await team.latency(`sleeper-${index}`, { sender: 0, receiver: 0, samples: 1, restMs: 0 })));
    await team.close(`sleeper-${index}`);
  }
  return latencyOf(times);
}

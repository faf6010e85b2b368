// Quiet load: many pairs at the pace of people. What counts is the server's work for a message.
import type { Pair } from "../../kit/people.ts";
import { cpuSecondsOf, pidsAt } from "../cpu.ts";
import type { LoadTeam } from "../load/load-team.ts";
import type { PacePlan } from "../load/plan.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { latencyOf, type Latency } from "./latencies.ts";
import { openPairs } from "./throughput.ts";

/** One message a second in each pair. */
export const quietIntervalMs = 1_000;

/**
 * Whether nearly all messages arrived before their sender's next one. Otherwise messages waited and shared work: the
 * CPU for a message is less than that of a quiet one.
 */
export const keptPace = (deliverP99Ms: number): boolean => deliverP99Ms < quietIntervalMs;

export interface QuietRound {
  /** All of them acked, and delivered once. */
  readonly messages: number;
  /** User and system; null where there is no `/proc`. */
  readonly cpuMsPerMessage: number | null;
  /** Ms from the send to the delivery, message by message. */
  readonly delivered: readonly number[];
}

/**
 * Each sender of an open load sends at the given pace, all senders evenly spread.
 * @param pids of the server's processes
 * @throws Error when something sent is not acked, or not delivered once and in order
 */
export async function measureQuiet(
  team: LoadTeam,
  load: string,
  pids: readonly number[],
  pace: PacePlan,
): Promise<QuietRound> {
  const before = await cpuSecondsOf(pids);
  const { sent: messages, delivered } = await team.pace(load, pace);
  const after = await cpuSecondsOf(pids);
  const cpuMsPerMessage = before === null || after === null ? null : ((after - before) * 1_000) / messages;
  return { messages, cpuMsPerMessage, delivered };
}

/** One message from each sender: objects that hibernated are awake again. */
export const wakeQuiet = (team: LoadTeam, load: string, { intervalMs }: PacePlan): Promise<unknown> =>
  team.pace(load, { intervalMs, messagesEach: 1 });

export interface QuietPlan extends PacePlan {
  readonly rounds: number;
}

export interface QuietPairs {
  readonly pairs: number;
  /** Of each round. */
  readonly messages: number;
  readonly cpuMsPerMessage: Spread | null;
  readonly delivered: Latency;
}

/** Connects the pairs, wakes them, measures, and disconnects them. */
export async function measureQuietPairs(
  team: LoadTeam,
  server: string,
  pairs: readonly Pair[],
  { rounds, ...pace }: QuietPlan,
): Promise<QuietPairs> {
  const load = "quiet-pairs";
  await openPairs(team, load, server, pairs);
  await wakeQuiet(team, load, pace);
  const pids = await pidsAt(server);
  const measured: QuietRound[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measureQuiet(team, load, pids, pace));
  await team.close(load);
  const cpu = measured.map(({ cpuMsPerMessage }) => cpuMsPerMessage).filter((value) => value !== null);
  return {
    pairs: pairs.length,
    messages: pairs.length * pace.messagesEach,
    cpuMsPerMessage: cpu.length === 0 ? null : spreadOf(cpu),
    delivered: latencyOf(measured.flatMap(({ delivered }) => delivered)),
  };
}

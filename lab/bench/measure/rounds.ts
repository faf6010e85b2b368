// Throughput: short rounds of yardsticks and Klatch in turns, so that disturbances of the machine affect all alike.
import { performance } from "node:perf_hooks";
import type { Server } from "../../../tools/run/serve.ts";
import type { LoadTeam, Throughput } from "../load/load-team.ts";
import { measureFsync } from "../machine.ts";
import { progress } from "../progress.ts";
import { benchDir } from "../servers.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { historyDuring, type Written } from "./history.ts";

export const loadNames = [
  "echo",
  "echo-batched",
  "naive",
  "one-conversation",
  "pairs",
  "pairs-with-history",
  "groups-of-20",
] as const;
export type LoadName = (typeof loadNames)[number];

export interface Rounds {
  readonly acked: Readonly<Record<LoadName, readonly number[]>>;
  readonly delivered: Readonly<Record<LoadName, readonly number[]>>;
  /** Of the disk, before each round: shows other work on it. */
  readonly fsyncMs: readonly number[];
  /** What went to history during the rounds with history. */
  readonly history: Written & { readonly acked: number };
}

/** Since the start of the process. */
const lastQuickStartMs = 27_000;

const byLoad = <T>(of: (name: LoadName) => T): Record<LoadName, T> =>
  Object.fromEntries(loadNames.map((name) => [name, of(name)])) as Record<LoadName, T>;
const emptyRounds = (): Record<LoadName, number[]> => byLoad(() => []);

/** @throws Error when something sent does not arrive, or no history was written while it was measured */
export async function runRounds(
  team: LoadTeam,
  withHistory: Server,
  { rounds, quick }: { rounds: number; quick: boolean },
): Promise<Rounds> {
  const [acked, delivered] = [emptyRounds(), emptyRounds()];
  const fsyncMs: number[] = [];
  const history = { events: 0, blocks: 0, acked: 0 };
  const warmMs = quick ? 200 : 500;
  // Full windows of all pairs come in waves of a quarter of a second; yardsticks answer within milliseconds.
  const measureMsOf = (name: LoadName): number =>
    (name.startsWith("echo") || name === "naive" ? 500 : 1_000) * (quick ? 1 : 2);
  // The first round only warms up: code is compiled, caches fill.
  for (let round = 0; round <= rounds; round++) {
    // On a busy machine two rounds are enough: `--quick` must stay quick.
    if (quick && round > 2 && performance.now() > lastQuickStartMs) break;
    fsyncMs.push(await measureFsync(benchDir, 10));
    for (const name of loadNames) {
      const plan = round === 0 ? { warmMs: 200, measureMs: 200 } : { warmMs, measureMs: measureMsOf(name) };
      const work = (): Promise<Throughput> => team.round(name, plan);
      const { result, written } =
        name === "pairs-with-history"
          ? await historyDuring(withHistory, work)
          : { result: await work(), written: null };
      if (round === 0) continue;
      acked[name].push(result.ackedPerS);
      delivered[name].push(result.deliveredPerS);
      if (written === null) continue;
      history.blocks += written.blocks;
      history.events += written.events;
      history.acked += result.deliveredInAll;
    }
    progress(
      round === 0
        ? "warmed up"
        : `round ${round} of ${rounds}: ${loadNames.map((name) => `${name} ${Math.round(acked[name].at(-1) ?? 0)}/s`).join(", ")}`,
    );
  }
  return { acked, delivered, fsyncMs, history };
}

export const spreadByLoad = (
  values: Readonly<Record<LoadName, readonly number[]>>,
): Readonly<Record<LoadName, Spread>> => byLoad((name) => spreadOf(values[name]));

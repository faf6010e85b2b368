// The rounds of a comparison: each load on the one server and then on the other, each time with the echo before.
import type { LoadTeam, Throughput } from "../load/load-team.ts";
import type { LatencyPlan, PacePlan } from "../load/plan.ts";
import { measureFsync } from "../machine.ts";
import { historyDuring } from "../measure/history.ts";
import { measureQuiet, wakeQuiet } from "../measure/quiet.ts";
import { percentile } from "../statistics.ts";
import { figureNames, type CompareLoad, type Sample, type Samples } from "./loads.ts";
import { loadOf, sideNames, type Side } from "./side.ts";

/** Loads of the yardstick that must be open. */
export const echoLoads = { throughput: "echo", latency: "one-echo" } as const;

export interface ComparePlan {
  readonly rounds: number;
  readonly loads: readonly CompareLoad[];
  /** Before each measured time: what hibernated is awake again. */
  readonly warmMs: number;
  readonly measureMs: number;
  /** Of the echo. */
  readonly echoMs: number;
  /** Messages one after the other. */
  readonly samples: number;
  readonly quiet: PacePlan;
}

export interface CompareRounds {
  readonly samples: Readonly<Partial<Record<CompareLoad, Samples>>>;
  /** Before each round. */
  readonly fsyncMs: readonly number[];
}

/** The first round warms up and is not reported. @throws Error when something sent does not arrive once and in order */
export async function measureCompare(
  team: LoadTeam,
  sides: Readonly<Record<(typeof sideNames)[number], Side>>,
  stateDir: string,
  plan: ComparePlan,
  onStep: (step: string) => void,
): Promise<CompareRounds> {
  const samples: Partial<Record<CompareLoad, { a: Sample[]; b: Sample[] }>> = {};
  const fsyncMs: number[] = [];
  for (let round = 0; round <= plan.rounds; round++) {
    if (round > 0) fsyncMs.push(await measureFsync(stateDir, 10));
    for (const load of plan.loads) {
      const measured: string[] = [];
      for (const name of sideNames) {
        const sample = {
          echo: await measureEcho(team, load, plan),
          figures: await measureLoad(team, sides[name], load, plan),
        };
        if (round > 0) (samples[load] ??= { a: [], b: [] })[name].push(sample);
        measured.push(`${name} ${shown(sample)}`);
      }
      onStep(`${round === 0 ? "warm-up" : `round ${round} of ${plan.rounds}`}, ${load}: ${measured.join("; ")}`);
    }
  }
  return { samples, fsyncMs };
}

const shown = ({ echo, figures }: Sample): string => {
  const values = [...figureNames.map((name) => figures[name]).filter((value) => value !== undefined), echo];
  return values.map((value) => (value >= 100 ? value.toFixed(0) : value.toFixed(2))).join(" ");
};

async function measureEcho(team: LoadTeam, load: CompareLoad, plan: ComparePlan): Promise<number> {
  const { warmMs, echoMs: measureMs, samples } = plan;
  if (load === "one-in-flight")
    return medianLatency(team, echoLoads.latency, { sender: 0, receiver: 0, samples, restMs: 0 });
  return (await team.round(echoLoads.throughput, { warmMs, measureMs })).ackedPerS;
}

async function measureLoad(
  team: LoadTeam,
  side: Side,
  load: CompareLoad,
  plan: ComparePlan,
): Promise<Sample["figures"]> {
  const name = loadOf(side.name, load);
  const { warmMs, measureMs, samples, quiet } = plan;
  const round = (): Promise<Throughput> => team.round(name, { warmMs, measureMs });
  switch (load) {
    case "pairs":
      return { pairsDeliveredPerS: (await round()).deliveredPerS };
    case "pairs-with-history": {
      const { result } = await historyDuring(side.servers.withHistory, round);
      return { pairsDeliveredPerSWithHistory: result.deliveredPerS };
    }
    case "one-conversation":
      return { oneConversationSendsPerS: (await round()).ackedPerS };
    case "groups-of-20":
      return { group20DeliveredPerS: (await round()).deliveredPerS };
    case "one-in-flight":
      return { idleDeliveredP50Ms: await medianLatency(team, name, { sender: 0, receiver: 1, samples, restMs: 0 }) };
    case "quiet-pairs": {
      await wakeQuiet(team, name, quiet);
      const { cpuMsPerMessage, delivered } = await measureQuiet(team, name, side.pids, quiet);
      return {
        ...(cpuMsPerMessage === null ? {} : { quietPairsCpuMsPerMessage: cpuMsPerMessage }),
        quietPairsDeliverP50Ms: percentile(delivered, 0.5),
        quietPairsDeliverP99Ms: percentile(delivered, 0.99),
      };
    }
  }
}

const medianLatency = async (team: LoadTeam, load: string, plan: LatencyPlan): Promise<number> =>
  percentile(await team.latency(load, plan), 0.5);

// What `npm run bench` says: one object of figures, and the tables made of it.
import type { IdleLatencies, Latency } from "../measure/latencies.ts";
import { loadNames, spreadByLoad, type LoadName, type Rounds } from "../measure/rounds.ts";
import type { Machine } from "../machine.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { table, whole } from "./table.ts";

export interface Measured {
  readonly machine: Machine;
  readonly rounds: Rounds;
  readonly latencies: IdleLatencies;
  readonly coldWake: Latency;
}

export interface SpeedResult {
  readonly echoPerS: number;
  readonly echoBatchedPerS: number;
  readonly naiveInsertPerS: number;
  readonly oneConversationSendsPerS: number;
  readonly pairsAckedPerS: number;
  readonly pairsDeliveredPerS: number;
  readonly pairsAckedPerSWithHistory: number;
  readonly pairsDeliveredPerSWithHistory: number;
  readonly idleEchoP50Ms: number;
  readonly idleAckedP50Ms: number;
  readonly idleDeliveredP50Ms: number;
  readonly coldWakeP50Ms: number;
  readonly ratios: Readonly<Record<string, number>>;
  /** Rows and events that history wrote during its rounds, and how many events there were. */
  readonly history: Rounds["history"];
  /** Between the rounds; far above `machine.fsyncMs`: somebody else kept the disk busy, measure again. */
  readonly fsyncMsDuring: Spread;
  readonly spread: {
    readonly acked: Readonly<Record<LoadName, Spread>>;
    readonly delivered: Readonly<Record<LoadName, Spread>>;
  };
  readonly latencies: IdleLatencies & { readonly coldWake: Latency };
  readonly machine: Machine;
}

export function speedResult({ machine, rounds, latencies, coldWake }: Measured): SpeedResult {
  const [acked, delivered] = [spreadByLoad(rounds.acked), spreadByLoad(rounds.delivered)];
  const echo = acked.echo.median;
  return {
    echoPerS: Math.round(echo),
    echoBatchedPerS: Math.round(acked["echo-batched"].median),
    naiveInsertPerS: Math.round(acked.naive.median),
    oneConversationSendsPerS: Math.round(acked["one-conversation"].median),
    pairsAckedPerS: Math.round(acked.pairs.median),
    pairsDeliveredPerS: Math.round(delivered.pairs.median),
    pairsAckedPerSWithHistory: Math.round(acked["pairs-with-history"].median),
    pairsDeliveredPerSWithHistory: Math.round(delivered["pairs-with-history"].median),
    idleEchoP50Ms: latencies.echo.p50Ms,
    idleAckedP50Ms: latencies.acked.p50Ms,
    idleDeliveredP50Ms: latencies.delivered.p50Ms,
    coldWakeP50Ms: coldWake.p50Ms,
    ratios: {
      pairsDeliveredToEcho: delivered.pairs.median / echo,
      pairsDeliveredWithHistoryToEcho: delivered["pairs-with-history"].median / echo,
      oneConversationToEcho: acked["one-conversation"].median / echo,
      idleDeliveredToIdleEcho: latencies.delivered.p50Ms / latencies.echo.p50Ms,
    },
    history: rounds.history,
    fsyncMsDuring: spreadOf(rounds.fsyncMs),
    spread: { acked, delivered },
    latencies: { ...latencies, coldWake },
    machine,
  };
}

const targets: Readonly<Record<string, string>> = {
  pairsDeliveredToEcho: "≥ 0.7",
  pairsDeliveredWithHistoryToEcho: "≥ 0.5",
  oneConversationToEcho: "≥ 0.8",
  idleDeliveredToIdleEcho: "≤ 10",
};

export function reportSpeed({ machine, spread, latencies, ratios, history, fsyncMsDuring }: SpeedResult): string {
  const { cpu, cores, memoryGb, node, miniflare, fileSystem, fsyncMs, loadAverage } = machine;
  const ms = ({ p50Ms, p99Ms }: Latency): string[] => [p50Ms.toFixed(2), p99Ms.toFixed(2)];
  const perS = ({ median, min, max }: Spread): string[] => [whole(median), `${whole(min)}–${whole(max)}`];
  return [
    "",
    `${cpu}, ${cores} cores, ${memoryGb} GB, load ${loadAverage.toFixed(1)} at the start; node ${node}, miniflare ${miniflare}; state on ${fileSystem}, fsync ${fsyncMs.toFixed(2)} ms`,
    `fsync between the rounds ${fsyncMsDuring.median.toFixed(2)} ms (${fsyncMsDuring.min.toFixed(2)}–${fsyncMsDuring.max.toFixed(2)}); far above the first: the disk was busy with something else`,
    "",
    table([
      ["per second", "answered", "min–max", "delivered to others", "min–max"],
      ...loadNames.map((name) => [
        name,
        ...perS(spread.acked[name]),
        ...(spread.delivered[name].max > 0 ? perS(spread.delivered[name]) : ["", ""]),
      ]),
    ]),
    "",
    `history wrote ${whole(history.rows)} segments with ${whole(history.events)} events while ${whole(history.acked)} were sent`,
    "",
    table([
      ["ms, one in flight", "p50", "p99"],
      ["echo", ...ms(latencies.echo)],
      ["acked", ...ms(latencies.acked)],
      ["delivered", ...ms(latencies.delivered)],
      ["acked after hibernation", ...ms(latencies.coldWake)],
    ]),
    "",
    table([
      ["ratio", "measured", "target"],
      ...Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2), targets[name] ?? ""]),
    ]),
    "",
  ].join("\n");
}

// The result of `npm run bench`: one object of figures, and the tables made from it.
import type { ColdRows, ColdRowsByEvents } from "../measure/cold-rows.ts";
import type { GroupLatencies } from "../measure/groups.ts";
import type { IdleLatencies, Latency } from "../measure/latencies.ts";
import { keptPace, type QuietPairs } from "../measure/quiet.ts";
import { loadNames, spreadByLoad, type LoadName, type Rounds } from "../measure/rounds.ts";
import { machineLine, type Machine } from "../machine.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { table, whole } from "./table.ts";

export interface Measured {
  readonly machine: Machine;
  readonly rounds: Rounds;
  readonly latencies: IdleLatencies;
  readonly restedLatencies: IdleLatencies;
  readonly coldWake: Latency;
  readonly coldRows: ColdRowsByEvents;
  readonly quietPairs: QuietPairs;
  readonly groupLatencies: GroupLatencies;
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
  readonly group20AckedPerS: number;
  readonly group20DeliveredPerS: number;
  /** Until the last of 500 sockets has the message. */
  readonly group500DeliverP50Ms: number;
  readonly group500DeliverP99Ms: number;
  /** The same by a bare object that calls 500 others. */
  readonly bareFanOut500P50Ms: number;
  readonly bareFanOut500P99Ms: number;
  readonly group500AckP50Ms: number;
  readonly group2AckP50Ms: number;
  /** Messages behind each of the figures above: with few, the p99 is the slowest one. */
  readonly group500Samples: number;
  readonly idleEchoP50Ms: number;
  readonly idleAckedP50Ms: number;
  readonly idleDeliveredP50Ms: number;
  /** The same with a pause before each message. */
  readonly restedEchoP50Ms: number;
  readonly restedDeliveredP50Ms: number;
  readonly coldWakeP50Ms: number;
  /** How many pairs, and how many messages in each round. */
  readonly quietPairs: number;
  readonly quietPairsMessages: number;
  /** Of the server, user and system; null where there is no `/proc`. */
  readonly quietPairsCpuMsPerMessage: number | null;
  /** From the send to the delivery. */
  readonly quietPairsDeliverP50Ms: number;
  readonly quietPairsDeliverP99Ms: number;
  /** By the length of the log. */
  readonly coldWakeRowsRead: Readonly<Record<string, number>>;
  readonly coldSyncRowsRead: Readonly<Record<string, number>>;
  readonly coldUnreadRowsRead: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
  /** Events that history took during its rounds, blocks that it moved to R2, and the number of acked messages. */
  readonly history: Rounds["history"];
  /** Between the rounds. If it is far above `machine.fsyncMs`, other work kept the disk busy: measure again. */
  readonly fsyncMsDuring: Spread;
  readonly spread: {
    readonly acked: Readonly<Record<LoadName, Spread>>;
    readonly delivered: Readonly<Record<LoadName, Spread>>;
    readonly quietPairsCpuMsPerMessage: Spread | null;
  };
  readonly p99Ms: Readonly<
    Record<"idleEcho" | "idleAcked" | "idleDelivered" | "coldWake" | "group500Ack" | "group2Ack", number>
  >;
  readonly machine: Machine;
}

export function speedResult(measured: Measured): SpeedResult {
  const { machine, rounds, latencies, restedLatencies, coldWake, coldRows, quietPairs, groupLatencies } = measured;
  const { group500, group2, bare500 } = groupLatencies;
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
    group20AckedPerS: Math.round(acked["groups-of-20"].median),
    group20DeliveredPerS: Math.round(delivered["groups-of-20"].median),
    group500DeliverP50Ms: group500.reachedAll.p50Ms,
    group500DeliverP99Ms: group500.reachedAll.p99Ms,
    bareFanOut500P50Ms: bare500.reachedAll.p50Ms,
    bareFanOut500P99Ms: bare500.reachedAll.p99Ms,
    group500AckP50Ms: group500.acked.p50Ms,
    group2AckP50Ms: group2.acked.p50Ms,
    group500Samples: group500.reachedAll.samples,
    idleEchoP50Ms: latencies.echo.p50Ms,
    idleAckedP50Ms: latencies.acked.p50Ms,
    idleDeliveredP50Ms: latencies.delivered.p50Ms,
    restedEchoP50Ms: restedLatencies.echo.p50Ms,
    restedDeliveredP50Ms: restedLatencies.delivered.p50Ms,
    coldWakeP50Ms: coldWake.p50Ms,
    quietPairs: quietPairs.pairs,
    quietPairsMessages: quietPairs.messages,
    quietPairsCpuMsPerMessage: quietPairs.cpuMsPerMessage?.median ?? null,
    quietPairsDeliverP50Ms: quietPairs.delivered.p50Ms,
    quietPairsDeliverP99Ms: quietPairs.delivered.p99Ms,
    coldWakeRowsRead: pick(coldRows, "send"),
    coldSyncRowsRead: pick(coldRows, "sync"),
    coldUnreadRowsRead: pick(coldRows, "unread"),
    ratios: {
      pairsDeliveredToEcho: delivered.pairs.median / echo,
      pairsDeliveredWithHistoryToEcho: delivered["pairs-with-history"].median / echo,
      oneConversationToEcho: acked["one-conversation"].median / echo,
      group20DeliveredToEcho: delivered["groups-of-20"].median / echo,
      ackGroup500ToGroup2: group500.acked.p50Ms / group2.acked.p50Ms,
      group500ToBareFanOut: group500.reachedAll.p50Ms / bare500.reachedAll.p50Ms,
      idleDeliveredToIdleEcho: latencies.delivered.p50Ms / latencies.echo.p50Ms,
      restedDeliveredToRestedEcho: restedLatencies.delivered.p50Ms / restedLatencies.echo.p50Ms,
      pairsDeliveredToEchoBatched: delivered.pairs.median / acked["echo-batched"].median,
    },
    history: rounds.history,
    fsyncMsDuring: spreadOf(rounds.fsyncMs),
    spread: { acked, delivered, quietPairsCpuMsPerMessage: quietPairs.cpuMsPerMessage },
    p99Ms: {
      idleEcho: latencies.echo.p99Ms,
      idleAcked: latencies.acked.p99Ms,
      idleDelivered: latencies.delivered.p99Ms,
      coldWake: coldWake.p99Ms,
      group500Ack: group500.acked.p99Ms,
      group2Ack: group2.acked.p99Ms,
    },
    machine,
  };
}

const pick = (rows: ColdRowsByEvents, what: keyof ColdRows): Record<string, number> =>
  Object.fromEntries(Object.entries(rows).map(([events, counted]) => [events, counted[what]]));

const targets: Readonly<Record<string, string>> = {
  pairsDeliveredToEcho: "≥ 1.15",
  pairsDeliveredWithHistoryToEcho: "≥ 1",
  oneConversationToEcho: "≥ 2",
  group20DeliveredToEcho: "≥ 2",
  ackGroup500ToGroup2: "≤ 1.5",
  idleDeliveredToIdleEcho: "≤ 5",
};

export function reportSpeed(result: SpeedResult): string {
  const { machine, spread, p99Ms, ratios, history, fsyncMsDuring } = result;
  const ms = (p50: number, p99: number): string[] => [p50.toFixed(2), p99.toFixed(2)];
  const perS = ({ median, min, max }: Spread): string[] => [whole(median), `${whole(min)}–${whole(max)}`];
  return [
    "",
    machineLine(machine),
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
    `history took ${whole(history.events)} events and moved ${whole(history.blocks)} blocks to R2 while ${whole(history.acked)} were sent`,
    "",
    table([
      ["ms", "p50", "p99"],
      ["echo", ...ms(result.idleEchoP50Ms, p99Ms.idleEcho)],
      ["acked", ...ms(result.idleAckedP50Ms, p99Ms.idleAcked)],
      ["delivered", ...ms(result.idleDeliveredP50Ms, p99Ms.idleDelivered)],
      ["echo, after 2 ms of rest", result.restedEchoP50Ms.toFixed(2)],
      ["delivered, after 2 ms of rest", result.restedDeliveredP50Ms.toFixed(2)],
      ["acked after hibernation", ...ms(result.coldWakeP50Ms, p99Ms.coldWake)],
      [
        `${whole(result.quietPairs)} quiet pairs: delivered`,
        ...ms(result.quietPairsDeliverP50Ms, result.quietPairsDeliverP99Ms),
      ],
      ["group of 2: acked", ...ms(result.group2AckP50Ms, p99Ms.group2Ack)],
      ["group of 500: acked", ...ms(result.group500AckP50Ms, p99Ms.group500Ack)],
      [
        `group of 500: with all (≤ 60, of ${whole(result.group500Samples)})`,
        ...ms(result.group500DeliverP50Ms, result.group500DeliverP99Ms),
      ],
      ["a bare object calls 500: with all", ...ms(result.bareFanOut500P50Ms, result.bareFanOut500P99Ms)],
    ]),
    "",
    quietCpu(result),
    "",
    table([
      [
        "rows read when all is cold",
        ...Object.keys(result.coldWakeRowsRead).map((events) => `${whole(Number(events))} events`),
      ],
      ["first send (≤ 300)", ...Object.values(result.coldWakeRowsRead).map(whole)],
      ["first sync", ...Object.values(result.coldSyncRowsRead).map(whole)],
      ["read mark amid the log", ...Object.values(result.coldUnreadRowsRead).map(whole)],
    ]),
    "",
    table([
      ["ratio", "measured", "target"],
      ...Object.entries(ratios).map(([name, ratio]) => [name, ratio.toFixed(2), targets[name] ?? ""]),
    ]),
    "",
  ].join("\n");
}

function quietCpu(result: SpeedResult): string {
  const { quietPairs, quietPairsMessages, quietPairsDeliverP99Ms, spread } = result;
  const { quietPairsCpuMsPerMessage: cpu } = spread;
  const ms =
    cpu === null
      ? "unknown without /proc"
      : `${cpu.median.toFixed(2)} ms (${cpu.min.toFixed(2)}–${cpu.max.toFixed(2)})`;
  const late = keptPace(quietPairsDeliverP99Ms) ? "" : "; the server did not keep pace, so it is too low";
  return `CPU of the server for a message of ${whole(quietPairs)} quiet pairs, ${whole(quietPairsMessages)} messages a round: ${ms}${late}`;
}

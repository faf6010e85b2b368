// The result of `npm run bench:peers`: one object of figures, and the tables made from it.
import { machineLine, type Machine } from "../machine.ts";
import { table, whole } from "../report/table.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import type { PeerRounds } from "./measure-peers.ts";
import { peerLoads, type Peer, type PeerLoad } from "./peer.ts";
import { echoName, ourName } from "./ours.ts";

export interface PeerFigure extends Spread {
  /** Of the medians; null where the other has no such figure. */
  readonly toOurs: number | null;
  /** Deliveries to a group are compared with the echo of the pairs: one frame in, one out. */
  readonly toEcho: number | null;
}

export interface PeerResult {
  readonly name: string;
  readonly durability: string;
  readonly configured: string;
  readonly figures: Readonly<Partial<Record<PeerLoad, PeerFigure>>>;
}

export interface PeersResult {
  readonly machine: Machine;
  readonly rounds: number;
  /**
   * The widest difference between rounds of the echo, in percent of its median; far above 10: measure again. Null
   * after a single round.
   */
  readonly echoDriftPercent: number | null;
  readonly fsyncMsDuring: Spread;
  readonly peers: readonly PeerResult[];
  /** Servers that were not measured, and why. */
  readonly leftOut: readonly string[];
}

export interface MeasuredPeers {
  readonly machine: Machine;
  readonly peers: readonly Peer[];
  readonly measured: PeerRounds;
  readonly leftOut: readonly string[];
}

export function peersResult({ machine, peers, measured, leftOut }: MeasuredPeers): PeersResult {
  const spreadFor = (name: string, load: PeerLoad): Spread | null => {
    const values = measured.values.get(name)?.[load] ?? [];
    return values.length === 0 ? null : spreadOf(values);
  };
  const ratio = (value: number, other: Spread | null): number | null => (other === null ? null : value / other.median);
  const figureOf = (name: string, load: PeerLoad): PeerFigure | null => {
    const spread = spreadFor(name, load);
    if (spread === null) return null;
    const echo = spreadFor(echoName, load === "groups" ? "pairs" : load);
    const toOurs = ratio(spread.median, spreadFor(ourName, load));
    return { ...spread, toOurs, toEcho: ratio(spread.median, echo) };
  };
  const echo = spreadFor(echoName, "pairs");
  const rounds = measured.fsyncMs.length;
  return {
    machine,
    rounds,
    echoDriftPercent: echo === null || rounds < 2 ? null : ((echo.max - echo.min) / echo.median) * 100,
    fsyncMsDuring: spreadOf(measured.fsyncMs),
    peers: peers.map(({ name, durability, configured }) => ({
      name,
      durability,
      configured,
      figures: Object.fromEntries(
        peerLoads.flatMap((load) => {
          const figure = figureOf(name, load);
          return figure === null ? [] : [[load, figure]];
        }),
      ),
    })),
    leftOut,
  };
}

const titles: Readonly<Record<PeerLoad, string>> = {
  pairs: "50 pairs, window 64, 16 a message: delivered/s",
  groups: "ten groups of 20, four of each send: delivered/s",
  one: "one in flight: ms until the other has it, p50",
  quiet: "200 pairs, one message a second each: CPU ms a message",
};

function loadTable(load: PeerLoad, peers: readonly PeerResult[]): string {
  const number = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(2));
  const rows = peers.flatMap(({ name, figures: { [load]: figure } }) => {
    if (figure === undefined) return [];
    const { median, min, max, toOurs, toEcho } = figure;
    const ratios = [toOurs, toEcho].map((ratio) => ratio?.toFixed(2) ?? "");
    return [[name, number(median), `${number(min)}–${number(max)}`, ...ratios]];
  });
  return table([[titles[load], "median", "min–max", "÷ ours", "÷ echo"], ...rows]);
}

export function reportPeers({ machine, rounds, echoDriftPercent, fsyncMsDuring, peers, leftOut }: PeersResult): string {
  const { median, min, max } = fsyncMsDuring;
  return [
    "",
    machineLine(machine),
    `rounds in turns: ${rounds}; fsync before each ${median.toFixed(2)} ms (${min.toFixed(2)}–${max.toFixed(2)}); drift of echo ${echoDriftPercent === null ? "unknown after one round" : `${echoDriftPercent.toFixed(0)} %`}`,
    ...peerLoads.map((load) => `\n${loadTable(load, peers)}`),
    "",
    ...peers.map(
      ({ name, durability, configured }) => `${name}\n  on disk at the ack: ${durability}\n  configured: ${configured}`,
    ),
    ...leftOut,
    "",
  ].join("\n");
}

// The result of `npm run bench:compare`: one object of figures, and the table made from it.
import { machineLine, type Machine } from "../machine.ts";
import { table, whole } from "../report/table.ts";
import { keptPace } from "../measure/quiet.ts";
import { spreadOf, type Spread } from "../statistics.ts";
import { besideEcho, compareLoads, figureNames, type FigureName, type Sample, type Samples } from "./loads.ts";
import type { CompareRounds } from "./measure-compare.ts";
import type { Side, SideName } from "./side.ts";

export type ComparedSide = Pick<Side, "root" | "commit">;

export interface SideFigure extends Spread {
  /** The median of each value ÷ the echo just before; null for what is not compared with an echo. */
  readonly toEcho: number | null;
}

export interface ComparedFigure {
  readonly a: SideFigure;
  readonly b: SideFigure;
  /** Of the medians. */
  readonly bToA: number;
  /** Round by round: if 1 lies between, the rounds disagree on which is the faster one. */
  readonly bToAByRound: Spread;
}

export interface CompareResult {
  readonly machine: Machine;
  readonly rounds: number;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly figures: Readonly<Partial<Record<FigureName, ComparedFigure>>>;
  /** Answers a second, over all measurements; null if no load was compared with it. */
  readonly echoPerS: Spread | null;
  readonly idleEchoP50Ms: Spread | null;
  /** The greatest rate of the echo ÷ the least − 1; far above 0.1: measure again. */
  readonly echoDrift: number | null;
  readonly fsyncMsDuring: Spread;
  /** Rounds in which quiet pairs had to wait: their CPU for a message is too low. */
  readonly roundsLate: Readonly<Record<SideName, number>>;
}

export function compareResult(
  machine: Machine,
  { a, b }: Readonly<Record<SideName, ComparedSide>>,
  { samples, fsyncMs }: CompareRounds,
): CompareResult {
  const echoes = (isLatency: boolean): Spread | null => {
    const loads = compareLoads.filter((load) => (load === "one-in-flight") === isLatency);
    const values = loads.flatMap((load) => [...(samples[load]?.a ?? []), ...(samples[load]?.b ?? [])]);
    return values.length === 0 ? null : spreadOf(values.map(({ echo }) => echo));
  };
  const echoPerS = echoes(false);
  return {
    machine,
    rounds: fsyncMs.length,
    a: { root: a.root, commit: a.commit },
    b: { root: b.root, commit: b.commit },
    figures: Object.fromEntries(
      figureNames.flatMap((name) => {
        const of = Object.values(samples).find(({ a: [first] }) => first?.figures[name] !== undefined);
        return of === undefined ? [] : [[name, comparedFigure(name, of)]];
      }),
    ),
    echoPerS,
    idleEchoP50Ms: echoes(true),
    echoDrift: echoPerS === null ? null : echoPerS.max / echoPerS.min - 1,
    fsyncMsDuring: spreadOf(fsyncMs),
    roundsLate: { a: roundsLate(samples["quiet-pairs"]?.a), b: roundsLate(samples["quiet-pairs"]?.b) },
  };
}

const roundsLate = (samples: readonly Sample[] = []): number =>
  samples.filter(({ figures }) => !keptPace(figures.quietPairsDeliverP99Ms ?? 0)).length;

function comparedFigure(name: FigureName, samples: Samples): ComparedFigure {
  const valuesOf = (side: readonly Sample[]): number[] => side.map(({ figures }) => figures[name] ?? Number.NaN);
  const [valuesA, valuesB] = [valuesOf(samples.a), valuesOf(samples.b)];
  const sideFigure = (side: readonly Sample[], values: readonly number[]): SideFigure => ({
    ...spreadOf(values),
    toEcho: besideEcho.has(name)
      ? spreadOf(side.map(({ echo }, round) => (values[round] ?? Number.NaN) / echo)).median
      : null,
  });
  const [a, b] = [sideFigure(samples.a, valuesA), sideFigure(samples.b, valuesB)];
  const byRound = valuesB.map((value, round) => value / (valuesA[round] ?? Number.NaN));
  return { a, b, bToA: b.median / a.median, bToAByRound: spreadOf(byRound) };
}

const titles: Readonly<Record<FigureName, string>> = {
  pairsDeliveredPerS: "pairs, delivered/s",
  pairsDeliveredPerSWithHistory: "pairs with history, delivered/s",
  oneConversationSendsPerS: "one conversation, sends/s",
  group20DeliveredPerS: "groups of 20, delivered/s",
  idleDeliveredP50Ms: "one in flight, delivered, p50 ms",
  quietPairsCpuMsPerMessage: "quiet pairs, CPU ms a message",
  quietPairsDeliverP50Ms: "quiet pairs, delivered, p50 ms",
  quietPairsDeliverP99Ms: "quiet pairs, delivered, p99 ms",
};

const number = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(2));
const range = ({ min, max }: Spread): string => `${number(min)}–${number(max)}`;

export function reportCompare(result: CompareResult): string {
  const {
    machine,
    rounds,
    a,
    b,
    figures,
    echoPerS,
    idleEchoP50Ms,
    echoDrift,
    fsyncMsDuring,
    roundsLate: late,
  } = result;
  const echoRow = (title: string, echo: Spread | null): string[][] =>
    echo === null ? [] : [[title, number(echo.median), range(echo)]];
  return [
    "",
    machineLine(machine),
    `A ${a.root}, ${a.commit}`,
    `B ${b.root}, ${b.commit}`,
    `rounds, alternating: ${rounds}; fsync before each ${fsyncMsDuring.median.toFixed(2)} ms (${range(fsyncMsDuring)}); drift of echo (max ÷ min − 1) ${echoDrift === null ? "unknown" : `${(echoDrift * 100).toFixed(0)} %`}`,
    "",
    table([
      ["", "A", "min–max", "B", "min–max", "B ÷ A", "by round", "A ÷ echo", "B ÷ echo"],
      ...figureNames.flatMap((name) => {
        const figure = figures[name];
        if (figure === undefined) return [];
        const toEcho = [figure.a, figure.b].map((side) => side.toEcho?.toFixed(2) ?? "");
        const sides = [figure.a, figure.b].flatMap((side) => [number(side.median), range(side)]);
        return [[titles[name], ...sides, figure.bToA.toFixed(3), range(figure.bToAByRound), ...toEcho]];
      }),
      ...echoRow("echo, answers/s", echoPerS),
      ...echoRow("echo, one in flight, p50 ms", idleEchoP50Ms),
    ]),
    ...(late.a + late.b === 0
      ? []
      : [`quiet pairs: A did not keep pace in ${late.a} rounds, B in ${late.b}: their CPU a message is too low`]),
    "",
  ].join("\n");
}

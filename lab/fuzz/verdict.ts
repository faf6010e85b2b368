// Judges a run by what it observed. Pure.
import type { MemorySample } from "./watch/memory.ts";
import type { Violation, ViolationKind } from "./watch/tally.ts";

export interface FuzzResult {
  readonly seed: number;
  readonly inputs: number;
  readonly byCode: Readonly<Record<string, number>>;
  readonly violations: Readonly<Partial<Record<ViolationKind, number>>>;
  /** Some of the violations, with their inputs. */
  readonly kept: readonly Violation[];
  readonly neighboursClosed: number;
  /** Other faults that neighbours observed. */
  readonly neighbourFaults: readonly string[];
  /** Median delivery times of the neighbours' messages; NaN if there were none. */
  readonly latencyMs: { readonly quiet: number; readonly attacked: number };
  readonly heapRatio: number;
  readonly residentRatio: number;
  readonly memory: readonly MemorySample[];
}

const maxSlowdown = 2;
const maxHeapRatio = 1.1;

export const slowdownOf = ({ latencyMs: { quiet, attacked } }: FuzzResult): number => attacked / quiet;

/** Wrong answers, and faults that others noticed: independent of the machine. */
export function faultsOf(result: FuzzResult): readonly string[] {
  const counted = Object.entries(result.violations).filter(([, count]) => count > 0);
  return [
    ...counted.map(([kind, count]) => `${kind}: ${count}`),
    ...(result.neighboursClosed > 0 ? [`neighbours closed: ${result.neighboursClosed}`] : []),
    ...result.neighbourFaults.map((fault) => `a neighbour: ${fault}`),
  ];
}

/** Slowness and memory growth: meaningful only after a long run on an otherwise idle machine. */
export function burdensOf(result: FuzzResult): readonly string[] {
  const [slowdown, { heapRatio }] = [slowdownOf(result), result];
  return [
    ...(slowdown > maxSlowdown ? [`neighbours slowed down: ${slowdown.toFixed(2)} ×`] : []),
    ...(heapRatio > maxHeapRatio ? [`heap grew: ${heapRatio.toFixed(2)} ×`] : []),
  ];
}

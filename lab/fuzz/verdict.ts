// Whether a run was good: pure, from what it saw.
import type { MemorySample } from "./watch/memory.ts";
import type { Violation, ViolationKind } from "./watch/tally.ts";

export interface FuzzResult {
  readonly seed: number;
  readonly inputs: number;
  readonly byCode: Readonly<Record<string, number>>;
  readonly violations: Readonly<Partial<Record<ViolationKind, number>>>;
  /** Some of them, with their inputs. */
  readonly kept: readonly Violation[];
  readonly neighboursClosed: number;
  /** What else neighbours saw that should not have been. */
  readonly neighbourFaults: readonly string[];
  /** Medians of the neighbours' messages, from one to the other; not a number where there were none. */
  readonly latencyMs: { readonly quiet: number; readonly attacked: number };
  readonly heapRatio: number;
  readonly residentRatio: number;
  readonly memory: readonly MemorySample[];
}

const maxSlowdown = 2;
const maxHeapRatio = 1.1;

export const slowdownOf = ({ latencyMs: { quiet, attacked } }: FuzzResult): number => attacked / quiet;

/** What was answered wrongly, or noticed by others: the same on any machine. */
export function faultsOf(result: FuzzResult): readonly string[] {
  const counted = Object.entries(result.violations).filter(([, count]) => count > 0);
  return [
    ...counted.map(([kind, count]) => `${kind}: ${count}`),
    ...(result.neighboursClosed > 0 ? [`neighbours closed: ${result.neighboursClosed}`] : []),
    ...result.neighbourFaults.map((fault) => `a neighbour: ${fault}`),
  ];
}

/** What was too slow or grew: only worth judging after a long run on a machine that does nothing else. */
export function burdensOf(result: FuzzResult): readonly string[] {
  const [slowdown, { heapRatio }] = [slowdownOf(result), result];
  return [
    ...(slowdown > maxSlowdown ? [`neighbours slowed down: ${slowdown.toFixed(2)} ×`] : []),
    ...(heapRatio > maxHeapRatio ? [`heap grew: ${heapRatio.toFixed(2)} ×`] : []),
  ];
}

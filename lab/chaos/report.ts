// The report of a run: numbers, a line for each rule, and for each violation the part of the history that shows it.
import type { RuleVerdict } from "./check/verdict.ts";
import type { RunResult } from "./run.ts";

export interface ChaosResult {
  readonly violations: number;
  readonly acked: number;
  readonly delivered: number;
  readonly kills: number;
  readonly seed: number;
  readonly inFlightAtKills: readonly number[];
  readonly faults: RunResult["faults"];
  readonly rules: readonly RuleVerdict[];
}

export function resultOf({ verdict, acked, delivered, kills, seed, inFlightAtKills, faults }: RunResult): ChaosResult {
  const { violations, rules } = verdict;
  return { violations, acked, delivered, kills, seed, inFlightAtKills, faults, rules };
}

export function reportRun(result: RunResult): string {
  const { seed, kills, inFlightAtKills, acked, delivered, faults, verdict } = result;
  const faultList = Object.entries(faults).map(([name, count]) => `${count} ${name}`);
  return [
    `seed ${seed}: ${acked} messages acked, ${delivered} events delivered`,
    `${kills} kills with ${inFlightAtKills.join(", ")} sends in flight`,
    `faults: ${faultList.join(", ")}`,
    "",
    ...verdict.lines,
    verdict.violations === 0 ? "No violations." : `${verdict.violations} violations; again with --seed ${seed}`,
  ].join("\n");
}

// The report of a run, as text and as JSON.
import { table } from "../bench/report/table.ts";
import { burdensOf, faultsOf, slowdownOf, type FuzzResult } from "./verdict.ts";

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

export function textReport(result: FuzzResult): string {
  const { byCode, kept, latencyMs, memory, heapRatio, residentRatio, seed, inputs } = result;
  const wrong = [...faultsOf(result), ...burdensOf(result)];
  const [first, last] = [memory[0], memory.at(-1)];
  return [
    table([["answer", "times"], ...Object.entries(byCode).map(([code, count]) => [code, String(count)])]),
    `neighbours: ${latencyMs.quiet.toFixed(1)} ms without, ${latencyMs.attacked.toFixed(1)} ms with the attack`,
    ...(first === undefined || last === undefined
      ? []
      : [
          `heap: ${megabytes(first.heapBytes)} to ${megabytes(last.heapBytes)} MB (${heapRatio.toFixed(2)} ×), ` +
            `process: ${megabytes(first.residentBytes)} to ${megabytes(last.residentBytes)} MB (${residentRatio.toFixed(2)} ×)`,
        ]),
    ...kept.map(({ kind, input, what }) => `${kind}, input ${input}: ${what}`),
    ...wrong,
    `${inputs} inputs, seed ${seed}: ${wrong.length === 0 ? "good" : "not good"}`,
  ].join("\n");
}

export const jsonReport = (result: FuzzResult): object => ({
  seed: result.seed,
  inputs: result.inputs,
  byCode: result.byCode,
  http5xx: result.violations.http5xx ?? 0,
  unanswered: result.violations.unanswered ?? 0,
  violations: result.violations,
  neighboursClosed: result.neighboursClosed,
  neighbourFaults: result.neighbourFaults,
  neighbourSlowdown: slowdownOf(result),
  heapRatio: result.heapRatio,
  residentRatio: result.residentRatio,
});

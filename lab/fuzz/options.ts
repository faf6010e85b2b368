// Command-line options of `npm run fuzz`.
import { parseArgs } from "node:util";

export interface FuzzCommandOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Most inputs per second. */
  readonly rate: number;
  /** Prints one JSON object as the last line. */
  readonly json: boolean;
  /** Number of runs of each model test; null: hostile clients instead. */
  readonly runs: number | null;
}

/** @throws TypeError for an unknown option, RangeError for a value that is not a whole number */
export function readOptions(args: readonly string[]): FuzzCommandOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: "string", default: "100000" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      rate: { type: "string", default: "150" },
      json: { type: "boolean", default: false },
      runs: { type: "string" },
    },
  });
  const { inputs, seed, rate, json, runs } = values;
  return {
    inputs: wholeNumber(inputs),
    seed: wholeNumber(seed),
    rate: wholeNumber(rate),
    json,
    runs: runs === undefined ? null : wholeNumber(runs),
  };
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,15}$/.test(text)) throw new RangeError(`${text} is no whole number`);
  return Number(text);
}

// What `npm run fuzz` takes from the command line.
import { parseArgs } from "node:util";

export interface FuzzCommandOptions {
  readonly inputs: number;
  readonly seed: number;
  /** At most so many inputs a second. */
  readonly rate: number;
  /** One JSON object as the last line. */
  readonly json: boolean;
  /** Not hostile clients but the models: each runs so often. */
  readonly runs: number | null;
}

/** @throws TypeError for an option that does not exist, RangeError for a value that is no whole number */
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

// Command-line options of the benchmark.
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Fewer and shorter rounds: less than 50 s in total. */
  readonly quick: boolean;
  /** Prints one JSON object as the last line. */
  readonly json: boolean;
  /** Also takes a CPU profile of the server under load. */
  readonly profile: boolean;
}

/** @throws TypeError for an option that does not exist */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
    },
  });
  return values;
}

/** @throws TypeError for anything but a whole number from 1 */
export function parseRounds(value: string): number {
  const rounds = Number(value);
  if (!Number.isInteger(rounds) || rounds < 1) throw new TypeError("--rounds takes a whole number from 1");
  return rounds;
}

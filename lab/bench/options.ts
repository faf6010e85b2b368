// What the benchmark's commands take from the command line.
import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Fewer and shorter rounds: under 50 s in all. */
  readonly quick: boolean;
  /** One JSON object as the last line. */
  readonly json: boolean;
  /** A CPU profile of the server under load. */
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

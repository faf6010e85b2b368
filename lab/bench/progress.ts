// Shows progress on the terminal: on stderr, so that stdout has only the result.
import { performance } from "node:perf_hooks";

/** Shows a step with the seconds since the start. */
export function progress(step: string): void {
  process.stderr.write(`${(performance.now() / 1_000).toFixed(1).padStart(6)} s  ${step}\n`);
}

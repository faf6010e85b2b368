// Runs the model tests of `npm test` many times: pure rules in Node and actors in workerd, each compared with a simpler
// model.
import { runTool } from "../../tools/run/run-tool.ts";

/** Parts of the names of the test files. */
const models = ["model.test.ts", "group-storm.test.ts", "actor-fuzz.test.ts"];

/** @returns the exit code; a failure names the seed, and fast-check the shortest schedule */
export async function runModels(runs: number, seed: number): Promise<number> {
  process.stderr.write(`${runs} runs of each model, seed ${seed}\n`);
  Object.assign(process.env, { FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) });
  // The model tests may take any time.
  return runTool("vitest", ["run", "--testTimeout=0", ...models]);
}

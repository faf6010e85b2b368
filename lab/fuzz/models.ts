// The models of `npm test`, for long: pure rules in Node, the real actors in workerd, each beside something simpler that must agree.
import { runTool } from "../../tools/run/run-tool.ts";

/** Parts of the names of the test files. */
const models = ["model.test.ts", "group-storm.test.ts", "actor-fuzz.test.ts"];

/** @returns the exit code; a failure names the seed, and fast-check the shortest schedule */
export async function runModels(runs: number, seed: number): Promise<number> {
  process.stderr.write(`${runs} runs of each model, seed ${seed}\n`);
  Object.assign(process.env, { FUZZ_RUNS: String(runs), FUZZ_SEED: String(seed) });
  // However long they take.
  return runTool("vitest", ["run", "--testTimeout=0", ...models]);
}

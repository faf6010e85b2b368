// `npm run chaos`: tries to make Klatch lose, double, reorder or leak a message, and fails if it does.
import { mkdir, rm } from "node:fs/promises";
import { progress } from "../bench/progress.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { parseOptions, usage } from "./options.ts";
import { reportRun, resultOf } from "./report.ts";
import { run, writeHistory } from "./run.ts";

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), () => Math.floor(Math.random() * 1e9));
  if (options === null) {
    process.stderr.write(usage);
    return 2;
  }
  const chaosDir = inRepository(localStateDir, "chaos", String(options.seed));
  await rm(chaosDir, { recursive: true, force: true });
  await mkdir(chaosDir, { recursive: true });
  progress(`seed ${options.seed}`);
  const result = await run({ ...options, stateDir: chaosDir, progress });
  process.stdout.write(`${reportRun(result)}\n`);
  if (result.verdict.violations > 0) progress(`the history is in ${await writeHistory(result, chaosDir)}`);
  if (options.json) process.stdout.write(`${JSON.stringify(resultOf(result))}\n`);
  return result.verdict.violations > 0 ? 1 : 0;
}

process.exit(await main());

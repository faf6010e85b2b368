// `npm run pushes`: many people are told by services that fail, while the server is killed, and it fails if one of their devices was
// told twice, shows what was read, or misses what was not.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { progress } from "../bench/progress.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { parseOptions, usage } from "./options.ts";
import { run, type RunResult } from "./run.ts";

async function main(): Promise<number> {
  const newSeed = (): number => Math.floor(Math.random() * 1e9);
  const options = parseOptions(process.argv.slice(2), newSeed, inRepository(localStateDir, "pushes"));
  if (options === null) {
    process.stderr.write(usage);
    return 2;
  }
  const stateDir = join(options.dir, String(options.seed));
  await rm(stateDir, { recursive: true, force: true });
  await mkdir(stateDir, { recursive: true });
  progress(`seed ${options.seed}`);
  const result = await run({ ...options, stateDir, progress });
  process.stdout.write(`${report(result, options.seed)}\n`);
  const { verdict, counts, faults, wrong, history } = result;
  if (verdict.violations > 0) {
    const file = join(stateDir, "history.json");
    await writeFile(
      file,
      JSON.stringify(history, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
    );
    progress(`what came to the devices is in ${file}`);
  }
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ seed: options.seed, violations: verdict.violations, counts, faults, rules: verdict.rules })}\n`,
    );
  return verdict.violations > 0 || wrong.length > 0 ? 1 : 0;
}

const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");

function report({ verdict, counts, faults, wrong }: RunResult, seed: number): string {
  return [
    `seed ${seed}: ${listed(counts)}`,
    `faults: ${listed(faults)}`,
    "",
    ...verdict.lines,
    ...wrong.slice(0, 5).map((what) => `a service found wrong: ${what}`),
    verdict.violations === 0 ? "No violations." : `${verdict.violations} violations; again with --seed ${seed}`,
  ].join("\n");
}

process.exit(await main());

// `npm run fuzz`: hostile clients against a server, and what well-behaved clients notice of them; with `--runs`,
// instead, the model tests with many runs.
import { rm } from "node:fs/promises";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { runModels } from "./models.ts";
import { readOptions } from "./options.ts";
import { jsonReport, textReport } from "./report.ts";
import { runFuzz } from "./run.ts";
import { burdensOf, faultsOf } from "./verdict.ts";

const { inputs, seed, rate, json, runs } = readOptions(process.argv.slice(2));
if (runs !== null) process.exit(await runModels(runs, seed));
const stateDir = inRepository(localStateDir, "fuzz");
await rm(stateDir, { recursive: true, force: true });
const progress = (text: string): void => void process.stderr.write(`${text}\n`);
const result = await runFuzz({ inputs, seed, inputsPerSecond: rate, stateDir, quietMs: 8_000, progress });
process.stdout.write(`${textReport(result)}\n`);
if (json) process.stdout.write(`${JSON.stringify(jsonReport(result))}\n`);
process.exit(faultsOf(result).length + burdensOf(result).length === 0 ? 0 : 1);

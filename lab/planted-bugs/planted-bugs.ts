// `npm run planted-bugs`: plants each bug in a copy of the code and checks that the tests which should catch it fail.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { inRepository } from "../../tools/run/wrangler.ts";
import { copyCode, runInCopy } from "../kit/code-copy.ts";
import { plantedBugs, type PlantedBug } from "./bugs.ts";
import { plant } from "./plant.ts";

/** Must pass with every bug: if the copy cannot run at all, failures prove nothing. */
const control = "test/unit/deadlines.test.ts";

interface Outcome {
  readonly failed: readonly string[];
  readonly passed: number;
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const { values } = parseArgs({
  options: { only: { type: "string", multiple: true }, json: { type: "boolean", default: false } },
});
const directory = inRepository(".klatch/planted-bugs");
const bugs = plantedBugs.filter(
  ({ name }) => values.only === undefined || values.only.some((part) => name.includes(part)),
);

await copyCode(directory);
let caught = 0;
for (const bug of bugs) {
  const { failed, passed } = await runWith(bug);
  const isCaught = failed.length > 0 && passed > 0;
  if (isCaught) caught += 1;
  process.stderr.write(`${isCaught ? "caught" : "MISSED"}  ${bug.name}\n`);
  process.stderr.write(
    isCaught ? `        ${failed[0] ?? ""}\n` : `        ${passed} passed, ${failed.length} failed\n`,
  );
}
process.stderr.write(`${caught} of ${bugs.length} caught\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ caught, planted: bugs.length })}\n`);
process.exit(caught === bugs.length ? 0 : 1);

/**
 * Plants the bug, runs its tests and removes it again. @throws Error when the code has changed and the bug no longer
 * fits
 */
async function runWith(bug: PlantedBug): Promise<Outcome> {
  const path = join(directory, bug.file);
  const original = await readFile(path, "utf8");
  await writeFile(path, plant(original, bug));
  try {
    return await runTests(bug.caughtBy);
  } finally {
    await writeFile(path, original);
  }
}

async function runTests(files: readonly string[]): Promise<Outcome> {
  const report = join(directory, "report.json");
  await rm(report, { force: true });
  const args = ["run", "--reporter=json", `--outputFile=${report}`, control, ...files];
  await runInCopy(directory, "vitest/vitest.mjs", args);
  const { numPassedTests, testResults } = JSON.parse(await readFile(report, "utf8")) as JsonReport;
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => fullName);
  return { failed, passed: numPassedTests };
}

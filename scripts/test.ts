// `npm test`: all projects of vitest.config.ts once; arguments (files, -t name) select, for development.
import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { countTests, fullReportFile, readReport } from "./test-report.ts";
import { inRepository } from "./wrangler.ts";

const selection = process.argv.slice(2);
// A part of the suite says nothing about the coverage of the spec: it keeps its own report.
const reportFile = selection.length === 0 ? fullReportFile : inRepository("dist", "test-report-part.json");

function runVitest(): Promise<number> {
  const vitest = spawn(
    process.execPath,
    [
      inRepository("node_modules/vitest/vitest.mjs"),
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reportFile}`,
      ...selection,
    ],
    { cwd: inRepository(), stdio: "inherit" },
  );
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => vitest.kill(signal));
  return new Promise((resolve, reject) => {
    vitest.once("error", reject);
    vitest.once("close", (code) => resolve(code ?? 1));
  });
}

// A run that dies must not be judged by the report of an earlier one.
await rm(reportFile, { force: true });
const exitCode = await runVitest();
const { passed, failed, skipped } = countTests(await readReport(reportFile), exitCode);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

// `npm test`: runs all projects of vitest.config.ts once; arguments (files, -t name) select tests during development.
import { rm } from "node:fs/promises";
import { findChromium, howToGetChromium } from "../run/chromium.ts";
import { findPython, whyPython } from "../run/python.ts";
import { runTool } from "../run/run-tool.ts";
import { countTests, fullReportFile, readReport } from "./test-report.ts";
import { inRepository } from "../run/wrangler.ts";

const selection = process.argv.slice(2);
// A partial run says nothing about the coverage of the spec, so it writes a report of its own.
const reportFile = selection.length === 0 ? fullReportFile : inRepository("dist", "test-report-part.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];

// If this run crashes, an earlier report must not be used.
await rm(reportFile, { force: true });
const exitCode = await runTool("vitest", ["run", ...reporters, ...selection]);
const { passed, failed, skipped } = countTests(await readReport(reportFile), exitCode);
if (findChromium() === undefined) process.stdout.write(`Tests in a browser need Chromium: ${howToGetChromium}\n`);
if (findPython() === undefined) process.stdout.write(`Skipped: ${whyPython}\n`);
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

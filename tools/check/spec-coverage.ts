// `npm run spec`: compares docs/SPEC.md with the last full `npm test`; fails unless a passed test cites every rule.
import { readFile } from "node:fs/promises";
import { findCoverageProblems, parseSpec } from "./spec-rules.ts";
import { fullReportFile, readReport } from "./test-report.ts";
import { inRepository } from "../run/wrangler.ts";

const spec = parseSpec(await readFile(inRepository("docs", "SPEC.md"), "utf8"));
const report = await readReport(fullReportFile);
const problems = [
  ...spec.problems,
  ...(spec.rules.length === 0 ? ["docs/SPEC.md states no rule"] : []),
  ...(report === null ? ["there is no report: run npm test first"] : findCoverageProblems(spec.rules, report)),
];

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stdout.write(`spec: ${spec.rules.length} rules, ${problems.length} problems\n`);
process.exit(problems.length === 0 ? 0 : 1);

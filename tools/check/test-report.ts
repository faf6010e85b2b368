// The parts of vitest's JSON report that the scripts need.
import { readFile } from "node:fs/promises";
import { inRepository } from "../run/wrangler.ts";

/** The report of the last run of all tests. */
export const fullReportFile = inRepository("dist", "test-report.json");

export interface TestResult {
  /** The names of its `describe` groups and its own. */
  readonly fullName: string;
  readonly status: "passed" | "failed" | "skipped" | "pending" | "todo" | "disabled";
}
export interface TestFileResult {
  readonly status: "passed" | "failed";
  readonly assertionResults: readonly TestResult[];
}
export interface TestReport {
  readonly testResults: readonly TestFileResult[];
}

/** The report in `file`, or null if it is missing or incomplete. */
export async function readReport(file: string): Promise<TestReport | null> {
  const text = await readFile(file, "utf8").catch(() => null);
  return text === null ? null : (JSON.parse(text) as TestReport);
}

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts tests. A file that failed as a whole (it did not load, a hook threw) counts as one failed test. So does a run
 * that failed without a failed test, so that the counts never look better than the exit code.
 */
export function countTests(report: TestReport | null, exitCode: number): TestCounts {
  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of report?.testResults ?? []) {
    const failedInFile = file.assertionResults.filter((test) => test.status === "failed").length;
    const passedInFile = file.assertionResults.filter((test) => test.status === "passed").length;
    failed += file.status === "failed" ? Math.max(1, failedInFile) : failedInFile;
    passed += passedInFile;
    skipped += file.assertionResults.length - failedInFile - passedInFile;
  }
  return { passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped };
}

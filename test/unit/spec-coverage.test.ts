// The check that keeps docs/SPEC.md and the tests together, and the counts that end a run.
import { describe, expect, it } from "vitest";
import { findCoverageProblems, parseCitations, parseSpec } from "../../tools/check/spec-rules.ts";
import { countTests, type TestFileResult, type TestReport, type TestResult } from "../../tools/check/test-report.ts";

const fileOf = (...assertionResults: TestResult[]): TestFileResult => ({
  status: assertionResults.some((test) => test.status === "failed") ? "failed" : "passed",
  assertionResults,
});
const reportOf = (...tests: TestResult[]): TestReport => ({ testResults: [fileOf(...tests)] });

describe("rules of the spec", () => {
  it("are read one a line, in order", () => {
    const spec = parseSpec(
      "# Title\n\n## AUTH: tokens\n\n**[AUTH-1]** One.\n**[AUTH-12]** Two.\n\n## SEND: x\n**[SEND-1]** Three.",
    );
    expect(spec).toEqual({ rules: ["AUTH-1", "AUTH-12", "SEND-1"], problems: [] });
  });

  it("are not read from running text", () => {
    expect(parseSpec("cite them (`[AUTH-3] …`), **bold** text")).toEqual({ rules: [], problems: [] });
  });

  it("stated twice, without a sentence, malformed or under a foreign heading are problems", () => {
    const lines = [
      "**[AUTH-1]** One.",
      "**[AUTH-1]** Again.",
      "**[AUTH-2]**",
      "**[auth-3]** Three.",
      "**[SEND-1]** Four.",
    ];
    const spec = parseSpec(["## AUTH: tokens", ...lines].join("\n"));
    expect(spec.problems.map((problem) => problem.slice(0, 6))).toEqual(["AUTH-1", "line 4", "line 5", "SEND-1"]);
  });
});

describe("citations", () => {
  it("may be several in one name, in group and test", () => {
    expect(parseCitations("[SEND-1] group [ORDER-10][HIB-2] test [x] [A] [1-2]")).toEqual([
      "SEND-1",
      "ORDER-10",
      "HIB-2",
    ]);
  });

  it("of passed tests cover their rules", () => {
    const report = reportOf({ fullName: "[A-1] [A-2] both", status: "passed" });
    expect(findCoverageProblems(["A-1", "A-2"], report)).toEqual([]);
  });

  it.each(["failed", "skipped", "pending", "todo"] as const)("of %s tests cover nothing", (status) => {
    expect(findCoverageProblems(["A-1"], reportOf({ fullName: "[A-1] x", status }))).toHaveLength(1);
  });

  it("of a rule that some other test passes are enough", () => {
    const report = reportOf({ fullName: "[A-1] x", status: "skipped" }, { fullName: "[A-1] y", status: "passed" });
    expect(findCoverageProblems(["A-1"], report)).toEqual([]);
  });

  it("without a rule are problems, whatever became of the test", () => {
    const report = reportOf({ fullName: "[A-9] x", status: "skipped" }, { fullName: "[A-1] y", status: "passed" });
    expect(findCoverageProblems(["A-1"], report)).toHaveLength(1);
  });
});

describe("the counts that end a run", () => {
  const passed: TestResult = { fullName: "p", status: "passed" };
  const failed: TestResult = { fullName: "f", status: "failed" };
  const skipped: TestResult = { fullName: "s", status: "skipped" };
  const todo: TestResult = { fullName: "t", status: "todo" };

  it("add up over the files", () => {
    const report = { testResults: [fileOf(passed, failed, skipped), fileOf(passed, todo)] };
    expect(countTests(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  it("count a file that did not load as one failed", () => {
    const report: TestReport = { testResults: [fileOf(passed), { status: "failed", assertionResults: [] }] };
    expect(countTests(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  it("never look better than the exit code", () => {
    expect(countTests({ testResults: [fileOf(passed)] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
    expect(countTests(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

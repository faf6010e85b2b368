// The rules in docs/SPEC.md and their citations in tests. Pure, so that it can be tested.
import type { TestReport } from "./test-report.ts";

export interface SpecRules {
  /** In the order of the document, such as `AUTH-1`. */
  readonly rules: readonly string[];
  readonly problems: readonly string[];
}

/** Parses rules, one per line: `**[AUTH-1]** One sentence.` under the heading `## AUTH: …`. */
export function parseSpec(markdown: string): SpecRules {
  const rules = new Set<string>();
  const problems: string[] = [];
  let family = "";
  for (const [index, line] of markdown.split("\n").entries()) {
    family = /^## ([A-Z]+):/.exec(line)?.[1] ?? family;
    if (!line.startsWith("**[")) continue;
    const rule = /^\*\*\[([A-Z]+-[1-9]\d*)\]\*\* \S/.exec(line)?.[1];
    if (rule === undefined)
      problems.push(`line ${index + 1} looks like a rule but is not of the form **[AUTH-1]** Text.`);
    else if (rules.has(rule)) problems.push(`${rule} is stated twice`);
    else if (!rule.startsWith(`${family}-`)) problems.push(`${rule} stands under ${family || "no heading"}`);
    if (rule !== undefined) rules.add(rule);
  }
  return { rules: [...rules], problems };
}

/** The rules that a test's full name cites: `[SEND-3]`, any number of them. */
export const parseCitations = (fullName: string): readonly string[] =>
  [...fullName.matchAll(/\[([A-Z]+-\d+)\]/g)].map(([, rule]) => rule ?? "");

/** Problems of coverage: rules that no passed test cites, and citations without a rule. */
export function findCoverageProblems(rules: readonly string[], report: TestReport): readonly string[] {
  const shown = new Set<string>();
  const problems: string[] = [];
  for (const test of report.testResults.flatMap((file) => file.assertionResults)) {
    for (const rule of parseCitations(test.fullName)) {
      if (!rules.includes(rule)) problems.push(`${rule} is cited but not stated: ${test.fullName}`);
      if (test.status === "passed") shown.add(rule);
    }
  }
  for (const rule of rules) if (!shown.has(rule)) problems.push(`${rule} is stated, but no passed test cites it`);
  return problems;
}

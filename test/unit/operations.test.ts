// Whether the operators' pages know everything that they are there for: faults, log lines, variables, commands, links.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { defaultOperatorSettings } from "../../schema/operators/settings.ts";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { defaultSweepSettings } from "../../schema/versions/sweep-settings.ts";
import { parseSpec } from "../../tools/check/spec-rules.ts";
import { readProject } from "../../tools/deploy/project.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const page = readFileSync(inRepository("docs/operations.md"), "utf8");

/** Rows of the first table under a heading, as their cells. */
function rowsUnder(text: string, heading: string): readonly (readonly string[])[] {
  const section = (text.split(`\n${heading}\n`)[1] ?? "").split(/\n#+ /)[0] ?? "";
  const [, ...table] = /(?:^\|.*\n)+/m.exec(section)?.[0].trim().split("\n") ?? [];
  return table.slice(1).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const quoted = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);

const sources = ["durable-objects", "workers"].flatMap((folder) =>
  readdirSync(inRepository(folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(inRepository(folder, name), "utf8")),
);

/** Messages of the lines that a deployment writes: at `warn` and above. */
const logged = new Set(
  sources.flatMap((source) =>
    [
      ...source.matchAll(/\blog(?:Error|ErrorSeldom|Unreadable)\(\s*"([^"]+)"/g),
      ...source.matchAll(/\blogLine\(\s*"(?:warn|error)",\s*"([^"]+)"/g),
    ].map(([, message = ""]) => message),
  ),
);

describe("[OPS-41] the operators' page", () => {
  it("has a row for every rule of FAULT, and names only rules that exist", () => {
    const { rules } = parseSpec(readFileSync(inRepository("docs/SPEC.md"), "utf8"));
    const named = rowsUnder(page, "## Faults").flatMap(([rule = ""]) => rule.split(", "));
    expect(named.length).toBeGreaterThan(7);
    expect(named.filter((rule) => !rules.includes(rule))).toEqual([]);
    expect(rules.filter((rule) => rule.startsWith("FAULT-") && !named.includes(rule))).toEqual([]);
  });

  it("has a row for every message that a deployment logs, and for no other", () => {
    const explained = rowsUnder(page, "### Log lines").flatMap(([message]) => quoted(message));
    expect(logged.size).toBeGreaterThan(30);
    expect(explained.toSorted()).toEqual([...logged].toSorted());
  });

  it("says in each row what to do", () => {
    for (const heading of ["## Faults", "### Log lines", "### Ready"])
      for (const row of rowsUnder(page, heading)) for (const cell of row) expect(cell, row.join()).not.toBe("");
  });
});

it("[OPS-42] the variables' page has every variable with its default, and no other", () => {
  const variables = readFileSync(inRepository("docs/operations/variables.md"), "utf8");
  const shown = Object.fromEntries(
    rowsUnder(variables, "## Numbers").map(([name, value = ""]) => [
      quoted(name)[0],
      Number(value.replaceAll(",", "")),
    ]),
  );
  const numbers = { ...defaultLimits, ...defaultHistorySettings, ...defaultOperatorSettings, ...defaultSweepSettings };
  expect(shown).toEqual(Object.fromEntries(Object.entries(numbers).filter(([name]) => !(name in budgetLimits))));
  const others = Object.fromEntries(
    rowsUnder(variables, "## Of a deployment").map(([name, value]) => [quoted(name)[0], value]),
  );
  expect(others).toMatchObject(readProject().vars);
});

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (markdown: string): readonly string[] => [
  ...[...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading)),
  ...[...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id),
];

const pages = [
  "README.md",
  "SECURITY.md",
  ...readdirSync(inRepository("docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

it("[OPS-43] links from page to page lead to headings that exist", () => {
  const broken = pages.flatMap((from) => {
    const links = readFileSync(inRepository(from), "utf8").matchAll(/\]\(([^():#\s]*)#([^)\s]+)\)/g);
    return [...links].flatMap(([, path = "", anchor = ""]) => {
      const to = path === "" ? from : join(dirname(from), path);
      return to.endsWith(".md") && !anchorsOf(readFileSync(inRepository(to), "utf8")).includes(anchor)
        ? [`${from} → ${path}#${anchor}`]
        : [];
    });
  });
  expect(broken).toEqual([]);
});

it("[OPS-43] commands of the operators' pages are scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(inRepository("package.json"), "utf8")) as { scripts: object };
  const named = pages.flatMap((name) =>
    [...readFileSync(inRepository(name), "utf8").matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(
      ([, script = ""]) => script,
    ),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((script) => !(script in scripts))).toEqual([]);
});

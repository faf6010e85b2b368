// Whether the threat model says of each thing by which rule it holds, and names only rules that exist.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { parseSpec } from "../../tools/check/spec-rules.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

const textOf = (...path: readonly string[]): Promise<string> => readFile(inRepository(...path), "utf8");

it("[OPS-12] the threat model names rules of the SPEC, and for every attacker at least one", async () => {
  const rules = new Set(parseSpec(await textOf("docs", "SPEC.md")).rules);
  const model = await textOf("docs", "threat-model.md");
  const named = model.match(/\b[A-Z]{3,}-\d+\b/g) ?? [];
  expect(named.filter((id) => !rules.has(id))).toEqual([]);
  const attackers = (model.split("## Who attacks")[1] ?? "").split("\n## ")[0]?.split(/^\*\*/m).slice(1) ?? [];
  expect(attackers.length).toBeGreaterThan(5);
  for (const attacker of attackers) expect(attacker).toMatch(/[A-Z]{3,}-\d+/);
});

it("[OPS-12] it says plainly what operators can read, and is at hand from where holes are reported", async () => {
  expect(await textOf("docs", "threat-model.md")).toContain("not end-to-end encrypted");
  expect(await textOf("SECURITY.md")).toContain("docs/threat-model.md");
});

// The linter's rule on stubs bites: run as it is configured, over planted files.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import config from "../../oxlint.config.ts";

const oxlint = join(dirname(fileURLToPath(import.meta.resolve("oxlint/package.json"))), "bin/oxlint");
const rule = "eslint(no-restricted-properties)";

/** Which of these files, by path, break the rule, and how often. */
function faultsIn(files: Readonly<Record<string, string>>): Record<string, number> {
  const root = mkdtempSync(join(tmpdir(), "klatch-lint-"));
  try {
    // Types would need a project; the rule needs none.
    writeFileSync(join(root, ".oxlintrc.json"), JSON.stringify({ ...config, options: { typeAware: false } }));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { stdout } = spawnSync(process.execPath, [oxlint, "--format=json"], { cwd: root, encoding: "utf8" });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    const found = diagnostics.filter(({ code }) => code === rule).map(({ filename }) => filename);
    return Object.fromEntries(Object.keys(files).map((path) => [path, found.filter((name) => name === path).length]));
  } finally {
    rmSync(root, { recursive: true });
  }
}

it("refuses stubs that are not made by runtime/stubs.ts, however they are written", () => {
  const ways = [
    'export const a = (n) => n.get(n.idFromName("x"));',
    'export const b = (n) => n["getByName"]("x");',
    "export const c = ({ newUniqueId }) => newUniqueId();",
    "export const d = (n) => n?.get(n.idFromString('00'));",
    'export const e = (n) => n.jurisdiction("eu");',
  ];
  const bare = ways.join("\n");
  const faults = faultsIn({
    "durable-objects/group/bare.ts": bare,
    "workers/routes/bare.ts": bare,
    "durable-objects/runtime/stubs.ts": bare,
    "durable-objects/group/good.ts": 'export const a = (env, id) => groupStub(env, id).read(new Map().get("x"));',
  });
  expect(faults).toEqual({
    "durable-objects/group/bare.ts": ways.length,
    "workers/routes/bare.ts": ways.length,
    "durable-objects/runtime/stubs.ts": 0,
    "durable-objects/group/good.ts": 0,
  });
});

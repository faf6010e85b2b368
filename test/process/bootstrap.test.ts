// The first step of every script, in a folder of its own: when it installs packages, and when it must not.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

const packages = { "node_modules/left": { version: "1.0.0", integrity: "sha512-x" } };

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "klatch-bootstrap-"));
  for (const folder of ["tools/run", "bin", "shared"]) mkdirSync(join(root, folder), { recursive: true });
  copyFileSync(inRepository("tools/run/bootstrap.mjs"), join(root, "tools/run/bootstrap.mjs"));
  writeFileSync(join(root, "script.ts"), 'const text: string = "it ran";\nconsole.log(text);\n');
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
  // In npm's place: says that it was called.
  writeFileSync(join(root, "bin/npm"), '#!/bin/sh\necho "npm $1"\n');
  chmodSync(join(root, "bin/npm"), 0o755);
  writeFileSync(join(root, "shared/kept.txt"), "");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(variables: Readonly<Record<string, string>> = {}): { code: number | null; written: string } {
  const { CI: _, npm_execpath: __, WRANGLER_COMMAND: ___, ...inherited } = process.env;
  const env = { ...inherited, PATH: `${join(root, "bin")}${delimiter}${inherited["PATH"] ?? ""}`, ...variables };
  const bootstrap = join(root, "tools/run/bootstrap.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bootstrap, join(root, "script.ts")], {
    env,
    encoding: "utf8",
  });
  return { code: status, written: `${stdout}${stderr}` };
}

describe("[OPS-13] without its packages", () => {
  it.each([
    ["at a desk", {}],
    ["in a fresh clone on a machine that judges commits", { CI: "true" }],
  ])("installs them %s, and runs the script by this Node where none is among them", (_where, variables) => {
    const { code, written } = run(variables);
    expect([code, written.includes("npm ci"), written.includes("it ran")]).toEqual([0, true, true]);
  });

  it("leaves alone what a symbolic link points to", () => {
    symlinkSync(join(root, "shared"), join(root, "node_modules"));
    const { code, written } = run();
    expect([code, written.includes("symbolic link"), written.includes("it ran")]).toEqual([1, true, false]);
    expect(existsSync(join(root, "shared/kept.txt"))).toBe(true);
  });

  it("says what to run inside wrangler", () => {
    const { code, written } = run({ WRANGLER_COMMAND: "deploy" });
    expect([code, written.includes("Run: npm ci"), written.includes("it ran")]).toEqual([1, true, false]);
  });
});

it("[OPS-13] with its packages, installs nothing wherever it runs", () => {
  symlinkSync(join(root, "shared"), join(root, "node_modules"));
  writeFileSync(join(root, "shared/.package-lock.json"), JSON.stringify({ packages }));
  const { code, written } = run({ CI: "true", WRANGLER_COMMAND: "deploy" });
  expect([code, written]).toEqual([0, "it ran\n"]);
});

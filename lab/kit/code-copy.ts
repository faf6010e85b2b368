// A copy of the code in its own folder, for tests that change code.
import { spawn } from "node:child_process";
import { cp, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { inRepository } from "../../tools/run/wrangler.ts";

const copied = ["apps", "durable-objects", "lab", "schema", "sdk", "test", "tools", "workers"];
const copiedFiles = ["package.json", "tsconfig.json", "vitest.config.ts", "wrangler.toml"];

/** Copies the code into `directory`, which is emptied first. It uses the repository's packages. */
export async function copyCode(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const filter = (source: string): boolean => !source.includes("node_modules");
  for (const name of [...copied, ...copiedFiles])
    await cp(inRepository(name), join(directory, name), { recursive: true, filter });
  await symlink(inRepository("node_modules"), join(directory, "node_modules"));
}

/** Runs a script of a package in the copy. Resolves with its exit code and output. */
export function runInCopy(
  directory: string,
  script: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [inRepository("node_modules", script), ...args], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("close", (code) => resolve({ code, output }));
  });
}

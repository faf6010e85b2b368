// Runs a command of node_modules/.bin in the repository's root and shows its output live.
import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { inRepository, quietEnv } from "./wrangler.ts";

/** @returns the exit code */
export function runTool(command: string, args: readonly string[]): Promise<number> {
  const binDir = inRepository("node_modules", ".bin");
  const child = spawn(command, args, {
    cwd: inRepository(),
    // The commands look up `node` in PATH and must find ours.
    env: { ...process.env, ...quietEnv, PATH: `${binDir}${delimiter}${process.env["PATH"] ?? ""}` },
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const forward = (signal: NodeJS.Signals): boolean => child.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code ?? 1);
    });
  });
}

// Where things lie in the state directory of a server on this machine.
import { join } from "node:path";
import type { unstable_getMiniflareWorkerOptions } from "wrangler";

/** Where wrangler's commands keep what is stored, below the folder that is `--persist-to`. */
export const storageDirOf = (stateDir: string): string => join(stateDir, "v3");

export const bundleDirOf = (stateDir: string): string => join(stateDir, "bundle");

/** Of `Declared`, as JSON. */
export const declaredFileOf = (stateDir: string): string => join(stateDir, "declared.json");

type WorkerOptions = ReturnType<typeof unstable_getMiniflareWorkerOptions>["workerOptions"];

/** What wrangler.toml declares. */
export interface Declared {
  /** Its bindings in miniflare's form. A bundle needs no module rules, and assets are served by a Worker of their own, or not at all. */
  readonly workerOptions: Omit<WorkerOptions, "modulesRules" | "assets">;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly compatibilityDate?: string;
}

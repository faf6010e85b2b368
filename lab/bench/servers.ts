// The servers of a benchmark: the bundle of a deployment, changed only by the named variables.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Server } from "../../tools/run/serve.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { raisedLimits, startLabServer } from "../kit/server.ts";
import { loadYardstick } from "./yardstick.ts";

export const benchDir = inRepository(localStateDir, "bench");
export const peersDir = inRepository(localStateDir, "bench-peers");
export const costDir = inRepository(localStateDir, "bench-cost");

/** History never becomes due within a run. */
const noHistory = { HISTORY_PROJECT_EVENTS: "1000000000", HISTORY_PROJECT_AFTER_MS: "1000000000000" } as const;

export interface BenchServers {
  /** Without history, with the yardsticks beside it. */
  readonly plain: Server;
  readonly yardstickUrl: string;
  /** The same bundle with history as it is by default. */
  readonly withHistory: Server;
}

/** @param inspect whether the server will be profiled */
export async function startPlain(stateDir: string, inspect = false): Promise<Omit<BenchServers, "withHistory">> {
  const yardstick = await loadYardstick();
  const plain = await startLabServer(stateDir, {
    vars: { ...raisedLimits, ...noHistory },
    beside: [yardstick],
    ...(inspect ? { inspectorPort: 0 } : {}),
  });
  return { plain, yardstickUrl: plain.besideUrls.get(yardstick.name) ?? "" };
}

/** @param inspect whether the plain server will be profiled */
export async function startServers(inspect: boolean): Promise<BenchServers> {
  const { plain, yardstickUrl } = await startPlain(join(benchDir, "plain"), inspect);
  // Copied before the first use: bundle, secrets and an empty database.
  await cp(join(benchDir, "plain"), join(benchDir, "history"), { recursive: true });
  const withHistory = await startLabServer(join(benchDir, "history"), { prepared: true, vars: raisedLimits });
  return { plain, yardstickUrl, withHistory };
}

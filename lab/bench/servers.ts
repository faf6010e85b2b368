// The servers of a benchmark: the bundle of a deployment, changed only by the named variables.
import { cp } from "node:fs/promises";
import { join } from "node:path";
import type { Server } from "../../tools/run/serve.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { raisedLimits, startLabServer, type LabServerOptions } from "../kit/server.ts";
import { loadYardstick } from "./yardstick.ts";

export const benchDir = inRepository(localStateDir, "bench");
export const peersDir = inRepository(localStateDir, "bench-peers");
export const compareDir = inRepository(localStateDir, "bench-compare");
export const hostileDir = inRepository(localStateDir, "bench-hostile");
export const unreadDir = inRepository(localStateDir, "bench-unread");
export const reactionsDir = inRepository(localStateDir, "bench-reactions");
export const filesDir = inRepository(localStateDir, "bench-files");
export const costDir = inRepository(localStateDir, "bench-cost");

/** History never becomes due within a run. */
const noHistory = { HISTORY_PROJECT_EVENTS: "1000000000", HISTORY_PROJECT_AFTER_MS: "1000000000000" } as const;

export interface BenchServers {
  /** Without history. */
  readonly plain: Server;
  /** The same bundle with history as it is by default. */
  readonly withHistory: Server;
}

export async function startServers(stateDir: string, options: LabServerOptions = {}): Promise<BenchServers> {
  const plain = await startLabServer(join(stateDir, "plain"), { ...options, vars: { ...raisedLimits, ...noHistory } });
  // Copied before the first use: bundle, secrets and an empty database.
  await cp(join(stateDir, "plain"), join(stateDir, "history"), { recursive: true });
  const { start } = options;
  const withHistory = await startLabServer(join(stateDir, "history"), {
    ...(start === undefined ? {} : { start }),
    prepared: true,
    vars: raisedLimits,
  });
  return { plain, withHistory };
}

/** The yardsticks in a workerd of their own, beside a server of ours that nobody uses. */
export async function startYardstick(stateDir: string): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const yardstick = await loadYardstick();
  const server = await startLabServer(stateDir, { beside: [yardstick] });
  return { url: server.besideUrls.get(yardstick.name) ?? "", stop: () => server.stop() };
}

export interface ServersWithYardstick extends BenchServers {
  readonly yardstickUrl: string;
}

/** The yardsticks are in the workerd of the plain server. */
export async function startWithYardstick(
  stateDir: string,
  options: LabServerOptions = {},
): Promise<ServersWithYardstick> {
  const yardstick = await loadYardstick();
  const servers = await startServers(stateDir, { ...options, beside: [yardstick] });
  return { ...servers, yardstickUrl: servers.plain.besideUrls.get(yardstick.name) ?? "" };
}

export const stopServers = async ({ plain, withHistory }: BenchServers): Promise<void> => {
  await Promise.all([plain.stop(), withHistory.stop()]);
};

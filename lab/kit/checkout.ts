// Another checkout of this repository, current or older: started by its own starter, which bundles its own sources.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { startServer } from "../../tools/run/serve.ts";

export type StartServer = typeof startServer;

export interface Checkout {
  /** Absolute. */
  readonly root: string;
  readonly startServer: StartServer;
  /** Of the Worker with meters, from the root. */
  readonly meteredEntry: string;
}

/** Places of the server starter and the metered entry, in current and in older checkouts. */
const layouts = [
  { starter: "tools/run/serve.ts", entry: "lab/bench/entry.ts" },
  { starter: "scripts/serve.ts", entry: "bench/entry.ts" },
] as const;

/**
 * @param root of a checkout with its packages installed
 * @throws Error when neither layout fits the checkout
 */
export async function openCheckout(root: string): Promise<Checkout> {
  const layout = layouts.find(({ starter }) => existsSync(join(root, starter)));
  if (layout === undefined) throw new Error(`no server in ${root}`);
  const module = (await import(pathToFileURL(resolve(root, layout.starter)).href)) as { startServer: StartServer };
  return { root: resolve(root), startServer: module.startServer, meteredEntry: layout.entry };
}

// The metered server with counters in its bundle, from this checkout or an older one: tells which files ran.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { startServer, Server, ServerOptions } from "../../tools/run/serve.ts";
import { Lab } from "../bench/cost/lab.ts";
import { Inspector } from "../kit/inspector.ts";
import { filesRun, type FileCoverage } from "./files-run.ts";
import { counters, instrument, resetCounters } from "./instrument.ts";

/** Places of the server starter and the metered entry, in current and in older checkouts. */
const layouts = [
  { starter: "tools/run/serve.ts", entry: "lab/bench/entry.ts" },
  { starter: "scripts/serve.ts", entry: "bench/entry.ts" },
] as const;

export class WalkedServer {
  readonly lab: Lab;
  readonly #server: Server;
  readonly #inspector: Inspector;
  readonly #filesOf: (coverage: FileCoverage) => string[];

  private constructor(server: Server, inspector: Inspector, filesOf: (coverage: FileCoverage) => string[]) {
    this.lab = Lab.on(server);
    this.#server = server;
    this.#inspector = inspector;
    this.#filesOf = filesOf;
  }

  /**
   * @param root of a checkout with its packages installed
   * @throws Error when neither layout fits the checkout
   */
  static async start(root: string, stateDir: string, vars: ServerOptions["vars"]): Promise<WalkedServer> {
    const layout = layouts.find(({ starter }) => existsSync(join(root, starter)));
    if (layout === undefined) throw new Error(`no server in ${root}`);
    const module = (await import(pathToFileURL(join(root, layout.starter)).href)) as {
      startServer: typeof startServer;
    };
    const options: ServerOptions = { port: 0, stateDir, entry: layout.entry, vars: { ...vars, JOBS_SETTLE_MS: "0" } };
    // The first start makes the bundle, the secrets and the database.
    await (await module.startServer(options)).stop();
    const bundleDir = join(stateDir, "bundle");
    const map = await instrument(bundleDir);
    const server = await module.startServer({ ...options, prepared: true, inspectorPort: 0 });
    const inspector = await Inspector.open(await server.miniflare.getInspectorURL(), "klatch");
    return new WalkedServer(server, inspector, (coverage) => filesRun(coverage, map, bundleDir, root));
  }

  get url(): string {
    return this.#server.url;
  }

  /** The product files that ran during `work` and everything that followed from it, until all was idle. */
  async filesOf(work: () => Promise<unknown>): Promise<string[]> {
    await this.lab.rests();
    await this.#inspector.evaluate(resetCounters);
    await work();
    await this.lab.rests();
    return this.#filesOf((await this.#inspector.evaluate(counters)) as FileCoverage);
  }

  async stop(): Promise<void> {
    this.#inspector.close();
    await this.#server.stop();
  }
}

// The metered server with counters in its bundle, from this checkout or an older one: tells which files ran.
import { join } from "node:path";
import type { Server, ServerOptions } from "../../tools/run/serve.ts";
import { Lab } from "../bench/cost/lab.ts";
import { openCheckout } from "../kit/checkout.ts";
import { Inspector } from "../kit/inspector.ts";
import { filesRun, type FileCoverage } from "./files-run.ts";
import { counters, instrument, resetCounters } from "./instrument.ts";

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
    const { startServer, meteredEntry } = await openCheckout(root);
    const options: ServerOptions = { port: 0, stateDir, entry: meteredEntry, vars: { ...vars, JOBS_SETTLE_MS: "0" } };
    // The first start makes the bundle, the secrets and the database.
    await (await startServer(options)).stop();
    const bundleDir = join(stateDir, "bundle");
    const map = await instrument(bundleDir);
    const server = await startServer({ ...options, prepared: true, inspectorPort: 0 });
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

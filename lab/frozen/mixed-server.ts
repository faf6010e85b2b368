// A server of two releases in one workerd: the kept one and this one, on the same tables, databases, queues and sockets.
// Stands for what a deploy is for minutes, which workerd does not do by itself.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { currentClasses } from "../../tools/check/classes-lock.ts";
import type { Server } from "../../tools/run/serve.ts";
import { inRepository, localStateDir } from "../../tools/run/wrangler.ts";
import { startLabServer, type LabServerOptions } from "../kit/server.ts";

export type Code = "older" | "newer";

/** What runs: classes that are not named run the newer code. `both`: half of the objects run the older. */
export type Mix = Readonly<{ worker?: Code } & Record<string, Code | "both">>;

export interface QueuedJob {
  readonly body: unknown;
  readonly attempts: number;
  readonly by: Code;
  readonly queue: "klatch-jobs" | "klatch-jobs-dead";
}

/** @returns the entry */
async function writeSources(directory: string, release: string): Promise<string> {
  const frozen = await readFile(inRepository("test", "frozen", release, "server.mjs.gz"));
  await writeFile(join(directory, "older.mjs"), gunzipSync(frozen));
  const newer = JSON.stringify(inRepository("workers", "http", "entry.ts"));
  await writeFile(join(directory, "newer.mjs"), `export * from ${newer}; export { default } from ${newer};`);
  await cp(inRepository("lab", "frozen", "mixed-worker.mjs"), join(directory, "mixed.mjs"));
  const classes = currentClasses().bound.map((name) => `export const ${name} = mixed("${name}");`);
  const lines = [`import { mixed } from "./mixed.mjs";`, `export { default } from "./mixed.mjs";`, ...classes];
  const entry = join(directory, "entry.js");
  await writeFile(entry, lines.join("\n"));
  return entry;
}

export class MixedServer {
  readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
  }

  /** @param release in `test/frozen/` */
  static async start(stateDir: string, release: string, options: LabServerOptions = {}): Promise<MixedServer> {
    // wrangler finds its configuration above the entry.
    await mkdir(inRepository(localStateDir), { recursive: true });
    const sources = await mkdtemp(inRepository(localStateDir, "mixed-"));
    try {
      const entry = await writeSources(sources, release);
      return new MixedServer(await startLabServer(stateDir, { ...options, entry }));
    } finally {
      await rm(sources, { recursive: true, force: true });
    }
  }

  get url(): string {
    return this.server.url;
  }

  /** What starts from now on is of this code. Objects that run keep theirs until they are evicted. */
  async choose(mix: Mix): Promise<void> {
    await this.#post("/mixed/choose", mix);
  }

  /** Chooses, and evicts what runs: it starts again at its next call. Hibernated sockets stay. */
  async deploy(mix: Mix): Promise<void> {
    await this.#post("/mixed/choose", mix);
    await this.evict();
  }

  async evict(): Promise<void> {
    const started = (await this.#post("/mixed/started", {})) as Readonly<Record<string, readonly string[]>>;
    const { miniflare } = this.server;
    const evictions = Object.entries(started).flatMap(([className, names]) =>
      names.map((name) =>
        // Rejects when the object does not run any more.
        miniflare.unsafeEvictDurableObject("klatch", className, { name, webSockets: "hibernate" }).catch(() => {}),
      ),
    );
    await Promise.all(evictions);
  }

  /** What a consumer of this code does with a job: `acked`, `retried`. */
  async consume(job: QueuedJob): Promise<readonly string[]> {
    return (await this.#post("/mixed/consume", job)) as readonly string[];
  }

  async #post(path: string, body: unknown): Promise<unknown> {
    const response = await fetch(this.url + path, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

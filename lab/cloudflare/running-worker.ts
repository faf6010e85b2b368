// Runs the Worker that was uploaded, with its bindings, secrets and files, in workerd, over the account's databases.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import * as v from "valibot";
import type { AccountState, Binding, Script } from "./account-state.ts";

export class RunningWorker {
  /** Miniflare's folder. */
  readonly storage: string;
  #miniflare: Miniflare | null = null;
  #url: string | null = null;
  #start: (() => Promise<void>) | null = null;

  constructor(storage: string) {
    this.storage = storage;
  }

  /** Its address; null: nothing runs. */
  get url(): string | null {
    return this.#url;
  }

  /** Instead of what ran before, which goes on if this one does not start. */
  async run(account: AccountState, script: Script): Promise<void> {
    await this.stop();
    const folder = await this.#assets(account, script);
    try {
      await this.#run(script, folder);
      this.#start = () => this.#run(script, folder);
    } catch (error) {
      await this.#start?.();
      throw error;
    }
  }

  /** For a change to a database's file while nobody else has it open. */
  async whileStopped<T>(act: () => T): Promise<T> {
    if (this.#miniflare === null) return act();
    await this.stop();
    try {
      return act();
    } finally {
      await this.#start?.();
    }
  }

  async stop(): Promise<void> {
    const running = this.#miniflare;
    this.#miniflare = null;
    this.#url = null;
    await running?.dispose();
  }

  async #assets({ assetFiles }: AccountState, { assets }: Script): Promise<string> {
    const parent = join(this.storage, "..");
    const folder = await mkdtemp(join(parent, "assets-"));
    for (const [path, hash] of Object.entries(assets)) {
      const file = join(folder, decodeURIComponent(path));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, assetFiles.get(hash) ?? Buffer.alloc(0));
    }
    return folder;
  }

  async #run(script: Script, assets: string): Promise<void> {
    const miniflare = new Miniflare(
      convertV4MiniflareOptions({
        workers: [
          workerOptions(script),
          {
            name: assetsWorker,
            modules: [{ type: "ESModule" as const, path: "assets.js", contents: "export default {}" }],
            assets: { directory: assets },
          },
        ],
        resourcePersistencePath: this.storage,
        log: new Log(LogLevel.NONE),
        handleStructuredLogs: () => {},
      }),
    );
    await miniflare.ready;
    this.#miniflare = miniflare;
    this.#url = `http://127.0.0.1:${(await miniflare.unsafeGetDirectURL(script.name)).port}`;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(join(this.storage, ".."), { recursive: true, force: true });
  }
}

const assetsWorker = "assets";
const rateLimitShape = v.object({
  namespace_id: v.string(),
  simple: v.object({ limit: v.number(), period: v.picklist([10, 60]) }),
});

function workerOptions(script: Script) {
  const of = (type: string): readonly Binding[] => script.bindings.filter((binding) => binding.type === type);
  const named = <T>(type: string, value: (binding: Binding) => T): Record<string, T> =>
    Object.fromEntries(of(type).map((binding) => [binding.name, value(binding)]));
  const text = (binding: Binding, field: string): string => String(binding[field]);
  const [images] = of("images");
  return {
    name: script.name,
    ...(images !== undefined && { images: { binding: images.name } }),
    modules: [...script.modules].map(([path, contents]) => ({ type: "ESModule" as const, path, contents })),
    compatibilityDate: script.compatibilityDate,
    compatibilityFlags: [...script.compatibilityFlags],
    bindings: {
      ...named("plain_text", (binding) => text(binding, "text")),
      ...named("secret_text", (binding) => text(binding, "text")),
      ...named("version_metadata", () => ({ id: script.versionId, tag: "", timestamp: "" })),
    },
    durableObjects: named("durable_object_namespace", (binding) => ({
      className: text(binding, "class_name"),
      useSQLite: true,
    })),
    d1Databases: named("d1", (binding) => ({ id: text(binding, "database_id" in binding ? "database_id" : "id") })),
    r2Buckets: named("r2_bucket", (binding) => ({ id: text(binding, "bucket_name") })),
    queueProducers: named("queue", (binding) => ({ queueName: text(binding, "queue_name") })),
    ratelimits: named("ratelimit", (binding) => v.parse(rateLimitShape, binding)),
    serviceBindings: named("assets", () => assetsWorker),
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
}

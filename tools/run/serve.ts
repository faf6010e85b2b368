// The whole server on this machine: the bundle that a deployment would upload, run by one workerd, its state on disk.
// `wrangler dev` puts a proxy in front that makes it 4 to 5 times slower; here workerd itself listens.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { buildWeb } from "../build/build-web.ts";
import { ensureLocalSecrets } from "./keys.ts";
import { localVars } from "./local-vars.ts";
import { workerdPids } from "./workerd-pids.ts";
import { bundleWorker, inRepository, migrateDirectory, quietEnv, webDir } from "./wrangler.ts";

export interface ServerOptions {
  /** 0: any free one. */
  readonly port: number;
  /** Bundle, objects, databases and files live here; made when missing. Only one server at a time may use it. */
  readonly stateDir: string;
  /** Secrets and variables as `.dev.vars` holds them, made when missing; by default the state directory has its own. */
  readonly secretsFile?: string;
  /** Override what wrangler.toml and the secrets file say. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Bundle and database in `stateDir` are from an earlier start of the same code: they are not made again. */
  readonly prepared?: boolean;
  /** Another entry than wrangler.toml's, from the repository's root: the benchmark's, which counts. */
  readonly entry?: string;
  /** Serves the web client, built when it is not: what people get. Without it there is none. */
  readonly web?: boolean;
  /** Where V8's inspector listens; without it there is none. */
  readonly inspectorPort?: number;
  /** Other Workers in the same workerd, each with a socket of its own: yardsticks. */
  readonly beside?: readonly WorkerBeside[];
}

/** A Worker of one module without imports of ours, and the classes of its Durable Objects by binding. */
export interface WorkerBeside {
  readonly name: string;
  readonly script: string;
  readonly durableObjects: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: string;
  /** The process of workerd, where the system has a `/proc` to find it in. */
  readonly workerdPid: number | undefined;
  /** Where the Workers beside it listen, by name. */
  readonly besideUrls: ReadonlyMap<string, string>;
  /** For what only a harness does: evict an object, look into a database. */
  readonly miniflare: Miniflare;
  /** Ends workerd at once; whatever was acked is on disk. */
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it answers.
 * @throws MiniflareCoreError `ERR_ADDRESS_IN_USE` when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  Object.assign(process.env, quietEnv, { WRANGLER_LOG: "error" });
  const stateDir = resolve(options.stateDir);
  const bundleDir = join(stateDir, "bundle");
  const secretsFile = options.secretsFile ?? join(stateDir, "secrets.env");
  if (options.prepared !== true) {
    await Promise.all([
      bundleWorker(bundleDir, options.entry),
      ...(options.web === true ? [buildWeb()] : []),
      migrateDirectory(stateDir),
      ensureLocalSecrets(secretsFile),
    ]);
  }
  const beside = options.beside ?? [];
  const earlier = await workerdPids();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...workerOptions(bundleDir),
          ...(options.web === true ? { serviceBindings: { ASSETS: webWorker } } : {}),
          bindings: {
            ...unstable_readConfig({ config: inRepository("wrangler.toml") }).vars,
            ...localVars,
            // A person watches, not a log store: what went wrong is enough.
            LOG_LEVEL: "warn",
            ...parseEnv(await readFile(secretsFile, "utf8")),
            ...options.vars,
          },
          unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
        },
        ...(options.web === true ? [webWorkerOptions] : []),
        ...beside.map(besideOptions),
      ],
      // `v3`: where wrangler's commands with --persist-to keep it.
      resourcePersistencePath: join(stateDir, "v3"),
      ...(options.inspectorPort === undefined ? {} : { inspectorPort: options.inspectorPort }),
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        (level === "error" || level === "warn" ? process.stderr : process.stdout).write(`${message}\n`);
      },
    }),
  );
  await miniflare.ready;
  const urlOf = async (worker?: string): Promise<string> =>
    `http://localhost:${(await miniflare.unsafeGetDirectURL(worker)).port}`;
  const besideUrls = await Promise.all(beside.map(async ({ name }) => [name, await urlOf(name)] as const));
  return {
    url: await urlOf(),
    besideUrls: new Map(besideUrls),
    miniflare,
    workerdPid: (await workerdPids()).find((pid) => !earlier.includes(pid)),
    stop: () => miniflare.dispose(),
  };
}

function besideOptions({ name, script, durableObjects }: WorkerBeside) {
  const classes = Object.entries(durableObjects).map(([binding, className]) => [
    binding,
    { className, useSQLite: true },
  ]);
  return {
    name,
    modules: [{ type: "ESModule" as const, path: `${name}.js`, contents: script }],
    compatibilityDate: unstable_readConfig({ config: inRepository("wrangler.toml") }).compatibility_date ?? "",
    durableObjects: Object.fromEntries(classes) as Record<string, { className: string; useSQLite: boolean }>,
    unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
  };
}

const webWorker = "klatch-web";

/**
 * The files of the web client as a Worker of their own, which ours is bound to. Had ours the files itself, miniflare would
 * put two proxies in front of it, which every frame of every socket would pass.
 */
const webWorkerOptions = { name: webWorker, modules: true, script: "export default {}", assets: { directory: webDir } };

/** The bindings of wrangler.toml as miniflare wants them, running the bundle instead of the source. */
function workerOptions(bundleDir: string) {
  // A bundle needs no module rules, and the converter refuses them.
  const { modulesRules: _, ...all } = unstable_getMiniflareWorkerOptions(inRepository("wrangler.toml")).workerOptions;
  // Served by a Worker of their own, or not at all.
  const { assets: _assets, ...options }: typeof all & { readonly assets?: object } = all;
  return { ...options, name: "klatch", modules: true, scriptPath: join(bundleDir, "entry.js"), modulesRoot: bundleDir };
}

// The whole server on this machine: the bundle that a deployment would upload, run by one workerd, its state on disk.
// `wrangler dev` puts a proxy in front that makes it 4 to 5 times slower; here workerd itself listens.
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions, unstable_readConfig } from "wrangler";
import { ensureLocalSecrets } from "./keys.ts";
import { workerdPids } from "./workerd-pids.ts";
import { bundleWorker, inRepository, migrateDirectory, quietEnv } from "./wrangler.ts";

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
}

export interface Server {
  readonly url: string;
  /** The process of workerd, where the system has a `/proc` to find it in. */
  readonly workerdPid: number | undefined;
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
    await Promise.all([bundleWorker(bundleDir), migrateDirectory(stateDir), ensureLocalSecrets(secretsFile)]);
  }
  const earlier = await workerdPids();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions(bundleDir),
      bindings: {
        ...unstable_readConfig({ config: inRepository("wrangler.toml") }).vars,
        // Nothing stands in front that would say where a client is.
        CLIENT_ADDRESS_SOURCE: "none",
        // A person watches, not a log store: what went wrong is enough.
        LOG_LEVEL: "warn",
        ...parseEnv(await readFile(secretsFile, "utf8")),
        ...options.vars,
      },
      // `v3`: where wrangler's commands with --persist-to keep it.
      resourcePersistencePath: join(stateDir, "v3"),
      unsafeDirectSockets: [{ host: "127.0.0.1", port: options.port }],
      log: new Log(LogLevel.ERROR),
      handleStructuredLogs: ({ level, message }) => {
        (level === "error" || level === "warn" ? process.stderr : process.stdout).write(`${message}\n`);
      },
    }),
  );
  await miniflare.ready;
  const { port } = await miniflare.unsafeGetDirectURL();
  return {
    url: `http://localhost:${port}`,
    workerdPid: (await workerdPids()).find((pid) => !earlier.includes(pid)),
    stop: () => miniflare.dispose(),
  };
}

/** The bindings of wrangler.toml as miniflare wants them, running the bundle instead of the source. */
function workerOptions(bundleDir: string) {
  // A bundle needs no module rules, and the converter refuses them.
  const { modulesRules: _, ...options } = unstable_getMiniflareWorkerOptions(
    inRepository("wrangler.toml"),
  ).workerOptions;
  return { ...options, name: "klatch", modules: true, scriptPath: join(bundleDir, "entry.js"), modulesRoot: bundleDir };
}

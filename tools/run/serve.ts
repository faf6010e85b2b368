// The whole server on this machine: the bundle of a deployment in one workerd, with its state on disk. The proxy of
// `wrangler dev` makes it 4 to 5 times slower; here workerd itself listens.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { besideOptions, type WorkerBeside } from "./beside.ts";
import { localVars } from "./local-vars.ts";
import { loadMailRoom, localSender, mailBinding } from "./mail-room.ts";
import { freePort } from "./port.ts";
import { ownersOnly } from "./owners-only.ts";
import { bundleDirOf, declaredFileOf, storageDirOf, type Declared } from "./state-dir.ts";
import { workerdPids } from "./workerd-pids.ts";
import { quietEnv, webDir } from "./wrangler.ts";

export interface ServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Folder for bundle, objects, databases and files; made if missing. Only one server at a time may use it. */
  readonly stateDir: string;
  /** File of secrets and variables in the form of `.dev.vars`, made if missing; by default in the state directory. */
  readonly secretsFile?: string;
  /** Override wrangler.toml and the secrets file. */
  readonly vars?: Readonly<Record<string, string>>;
  /** True: `stateDir` has bundle and database from an earlier start of the same code, which are reused. */
  readonly prepared?: boolean;
  /** Another entry than wrangler.toml's, from the repository's root, such as the benchmark's metered one. */
  readonly entry?: string;
  /** Also builds and serves the web client. By default there is none. */
  readonly web?: boolean;
  /** Also sends mails, to a stand-in whose page shows them (`besideUrls`, `mailRoom`). */
  readonly mails?: boolean;
  /** Port of V8's inspector; by default there is none. */
  readonly inspectorPort?: number;
  /** Other Workers in the same workerd, such as yardsticks, each with its own port. */
  readonly beside?: readonly WorkerBeside[];
}

export interface Server {
  readonly url: string;
  /** The process id of workerd, on systems with a `/proc`. */
  readonly workerdPid: number | undefined;
  /** Addresses of the other Workers, by name. */
  readonly besideUrls: ReadonlyMap<string, string>;
  /** For special uses of a harness: evicting an object, reading a database. */
  readonly miniflare: Miniflare;
  /** Kills workerd at once; everything acked is on disk. */
  stop(): Promise<void>;
}

/**
 * Starts the server and waits until it answers.
 * @throws MiniflareCoreError `ERR_ADDRESS_IN_USE` when the port is taken
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  Object.assign(process.env, quietEnv, { WRANGLER_LOG: "error" });
  const stateDir = resolve(options.stateDir);
  const storageDir = storageDirOf(stateDir);
  const secretsFile = options.secretsFile ?? join(stateDir, "secrets.env");
  const isNew = !existsSync(storageDir);
  await Promise.all([stateDir, storageDir].map(ownersOnly));
  if (options.prepared !== true) {
    // Only now: to load wrangler takes a third of a prepared start.
    const { prepareState } = await import("./prepare-state.ts");
    await prepareState(stateDir, { ...options, secretsFile, isNew });
  }
  const declared = JSON.parse(await readFile(declaredFileOf(stateDir), "utf8")) as Declared;
  const mails = options.mails === true ? [await loadMailRoom()] : [];
  // Links in mails lead there.
  const port = mails.length > 0 && options.port === 0 ? await freePort() : options.port;
  const beside = [...(options.beside ?? []), ...mails];
  const earlier = await workerdPids();
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      workers: [
        {
          ...workerOptions(declared, bundleDirOf(stateDir)),
          serviceBindings: {
            ...(options.web === true && { ASSETS: webWorker }),
            ...(options.mails === true && { MAILER: mailBinding }),
          },
          bindings: {
            ...declared.vars,
            ...localVars,
            // A person reads the output, so only problems are logged.
            LOG_LEVEL: "warn",
            ...(options.mails === true && { MAIL_FROM: localSender, APP_URL: `http://localhost:${port}` }),
            ...parseEnv(await readFile(secretsFile, "utf8")),
            ...options.vars,
          },
          unsafeDirectSockets: [{ host: "127.0.0.1", port }],
        },
        ...(options.web === true ? [webWorkerOptions] : []),
        ...beside.map((worker) => ({
          ...besideOptions(worker, declared.compatibilityDate ?? ""),
          unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
        })),
      ],
      resourcePersistencePath: storageDir,
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

const webWorker = "klatch-web";

/**
 * Serves the web client's files from a Worker of its own, which ours has a binding to. If ours had the files, miniflare
 * would put two proxies in front of it, and every frame of every socket would pass them.
 */
const webWorkerOptions = { name: webWorker, modules: true, script: "export default {}", assets: { directory: webDir } };

/** What wrangler.toml declares, with the bundle instead of the source. */
const workerOptions = ({ workerOptions: options }: Declared, bundleDir: string) => ({
  ...options,
  name: "klatch",
  modules: true,
  scriptPath: join(bundleDir, "entry.js"),
  modulesRoot: bundleDir,
});

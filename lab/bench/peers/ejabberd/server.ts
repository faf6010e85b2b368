// Starts PostgreSQL and ejabberd under a temporary directory, with ports and data of their own; stops only these.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { openSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ejabberdConfig } from "./config.ts";
import type { Installed } from "./installed.ts";

const run = promisify(execFile);
const startMs = 60_000;
const stopMs = 10_000;

export interface EjabberdServer {
  readonly port: number;
  readonly pids: readonly number[];
  /** Runs a query on its database. @returns the rows, a line each, columns separated by `|` */
  query(sql: string): Promise<string>;
  stop(): Promise<void>;
}

/** @throws Error when one of the two does not start in time */
export async function startEjabberd(installed: Installed): Promise<EjabberdServer> {
  const directory = await mkdtemp(join(tmpdir(), "klatch-ejabberd-"));
  const { postgresBin, schemaFile, erlangLibs, user } = installed;
  if (user !== null) await chown(directory, user.uid, user.gid);
  const [web, postgres] = [await freePort(), await freePort()];
  const how = { cwd: directory, ...user };
  const data = join(directory, "postgres");
  const database = ["-h", "127.0.0.1", "-p", String(postgres), "-U", "ejabberd"];
  const tool = async (name: string, ...args: readonly string[]): Promise<string> =>
    (await run(join(postgresBin, name), args, how)).stdout;
  const children: ChildProcess[] = [];
  const start = (command: string, args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess => {
    const output = openSync(join(directory, "output"), "a");
    const child = spawn(command, args, { ...how, env: { ...process.env, ...env }, stdio: ["ignore", output, output] });
    child.on("error", () => {}); // seen as a server that does not answer
    children.unshift(child);
    return child;
  };
  const kill = (): void => {
    for (const child of children) child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    for (const child of children) await end(child);
    process.off("exit", kill);
    await rm(directory, { recursive: true, force: true });
  };

  try {
    await tool("initdb", "-D", data, "-U", "ejabberd", "--auth=trust", "-E", "UTF8", "--locale=C");
    const listen = ["-p", String(postgres), "-k", directory, "-c", "listen_addresses=127.0.0.1"];
    start(join(postgresBin, "postgres"), ["-D", data, ...listen], {});
    await answers(() => tool("psql", ...database, "-d", "postgres", "-c", "SELECT 1"));
    await tool("createdb", ...database, "ejabberd");
    await tool("psql", ...database, "-q", "-d", "ejabberd", "-f", schemaFile);
    const config = join(directory, "ejabberd.yml");
    await writeFile(config, ejabberdConfig({ web, postgres }));
    // Without a node name: so it starts no port mapper, and listens to nothing else.
    start("erl", ["-noinput", "+K", "true", "-mnesia", "dir", `"${join(directory, "mnesia")}"`, "-s", "ejabberd"], {
      ERL_LIBS: erlangLibs,
      EJABBERD_CONFIG_PATH: config,
      EJABBERD_LOG_PATH: join(directory, "ejabberd.log"),
      ERL_CRASH_DUMP: join(directory, "crash"),
      HOME: directory,
    });
    await answers(() => canConnect(web));
  } catch (error) {
    const output = await readFile(join(directory, "output"), "utf8").catch(() => "");
    await stop();
    throw new Error(`ejabberd did not start: ${output.slice(-1_000)}`, { cause: error });
  }
  return {
    port: web,
    pids: children.flatMap(({ pid }) => pid ?? []),
    query: (sql) => tool("psql", ...database, "-d", "ejabberd", "-A", "-t", "-c", sql),
    stop,
  };
}

/** `erl` ends properly at SIGTERM; PostgreSQL at SIGINT, without waiting for its clients. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, "exit");
  child.kill(child.spawnfile === "erl" ? "SIGTERM" : "SIGINT");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await ended;
  clearTimeout(timer);
}

async function answers(attempt: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + startMs;
  for (;;) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function canConnect(port: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  await once(socket, "connect");
  socket.destroy();
}

/** Free at the moment: neither server can choose one itself and say so. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

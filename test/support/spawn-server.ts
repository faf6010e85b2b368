// Starts a server as a process group and ends it, gently or not, workerd included.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ServerOptions } from "../../tools/run/serve.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

export interface ServerProcess {
  readonly url: string;
  /** Of the page that shows mails; undefined: it sends none. */
  readonly mailUrl: string | undefined;
  /** Sends the signal to the whole group, or to its leader only, and waits until nobody listens any more. */
  end(signal: NodeJS.Signals, whom: "group" | "leader"): Promise<number | NodeJS.Signals>;
}

/** A server with these options, run by `server-process.ts`. */
export const spawnServer = (options: ServerOptions): Promise<ServerProcess> =>
  spawnListener([inRepository("test/support/server-process.ts"), JSON.stringify(options)], {});

/** What `npm start` runs. */
export const spawnStart = (env: { readonly PORT: string; readonly STATE_DIR: string }): Promise<ServerProcess> =>
  spawnListener([inRepository("tools/run/bootstrap.mjs"), inRepository("tools/run/start.ts")], env);

/** @throws Error with what it wrote, when it ends before it listens */
async function spawnListener(args: readonly string[], env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    // A group of its own: a signal to it reaches workerd too.
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [url, mailUrl] = await listeningUrls(child);
  return { url, mailUrl, end: (signal, whom) => endProcess(child, url, signal, whom) };
}

/** The first address that it writes is its own, the second of its page of mails. */
function listeningUrls(child: ChildProcess): Promise<readonly [url: string, mailUrl: string | undefined]> {
  let written = "";
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        written += text;
        const [url, ...others] = written.match(/http:\/\/localhost:\d+/g) ?? [];
        if (url !== undefined) resolve([url, others.find((other) => other !== url)]);
      });
    }
    child.once("close", (code) => reject(new Error(`the server ended with ${code} before it listened:\n${written}`)));
  });
}

async function endProcess(
  child: ChildProcess,
  url: string,
  signal: NodeJS.Signals,
  whom: "group" | "leader",
): Promise<number | NodeJS.Signals> {
  if (child.pid === undefined) throw new Error("the server never ran");
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  process.kill(whom === "group" ? -child.pid : child.pid, signal);
  const [code, killedBy] = await exited;
  await nobodyListens(url);
  return code ?? killedBy ?? 0;
}

/** workerd may outlive its parent by a moment; the port is free when it has ended. */
async function nobodyListens(url: string): Promise<void> {
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      async (response) => {
        await response.body?.cancel();
        return true;
      },
      () => false,
    );
  while (await answers());
}

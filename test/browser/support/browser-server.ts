// The real server with its web client, in a process of its own and with a directory of its own, for one file of tests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnServer, type ServerProcess } from "../../support/spawn-server.ts";

const vars = {
  // The least work scrypt can do: tests sign in often.
  SCRYPT_COST: "2",
  RECONNECT_DELAY_MS: "50",
  LOG_LEVEL: "error",
  // Tests type faster than people, and fill conversations.
  LIMIT_FRAMES_PER_SECOND: "10000",
  LIMIT_FRAMES_BURST: "10000",
};

export class BrowserServer {
  readonly url: string;
  readonly #dir: string;
  #process: ServerProcess | null;

  private constructor(dir: string, process: ServerProcess) {
    this.#dir = dir;
    this.#process = process;
    this.url = process.url;
  }

  static async start(): Promise<BrowserServer> {
    const dir = await mkdtemp(join(tmpdir(), "klatch-browser-"));
    return new BrowserServer(dir, await spawnServer({ port: 0, stateDir: join(dir, "state"), vars, web: true }));
  }

  /** As a power cut ends it: nothing is said to anybody. */
  async kill(): Promise<void> {
    await this.#process?.end("SIGKILL", "group");
    this.#process = null;
  }

  /** Where it was, with the state it had. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.url).port);
    const stateDir = join(this.#dir, "state");
    this.#process = await spawnServer({ port, stateDir, vars, web: true, prepared: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

// A server for one file of tests, in a process and a directory of its own, which may be killed and started again.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { cheapSignUp } from "../../lab/kit/server.ts";
import type { ServerOptions } from "../../tools/run/serve.ts";
import { spawnServer, type ServerProcess } from "./spawn-server.ts";

type Options = Pick<ServerOptions, "vars" | "web" | "entry" | "mails">;

export class TestServer {
  readonly url: string;
  /** For files of the test too; it goes with the server. */
  readonly dir: string;
  readonly #options: Options;
  #process: ServerProcess | null;

  private constructor(dir: string, options: Options, process: ServerProcess) {
    this.dir = dir;
    this.url = process.url;
    this.#options = options;
    this.#process = process;
  }

  /** @param preparedState of `prepared-state.ts` */
  static async start({ vars, ...options }: Options = {}, preparedState = inject("preparedState")): Promise<TestServer> {
    const dir = await mkdtemp(join(tmpdir(), "klatch-test-"));
    await cp(preparedState, stateIn(dir), { recursive: true });
    const cheap = { ...options, vars: { ...cheapSignUp, ...vars } };
    // What is prepared has the entry of a deployment.
    const prepared = options.entry === undefined;
    const server = await spawnServer({ ...cheap, port: 0, stateDir: stateIn(dir), prepared });
    return new TestServer(dir, cheap, server);
  }

  /** Of the page that shows mails. @throws Error when it sends none */
  get mailUrl(): string {
    const url = this.#process?.mailUrl;
    if (url === undefined) throw new Error("a server without mails");
    return url;
  }

  get stateDir(): string {
    return stateIn(this.dir);
  }

  /** As a power cut ends it: nothing is said to anybody. */
  async kill(): Promise<void> {
    await this.#process?.end("SIGKILL", "group");
    this.#process = null;
  }

  /** Where it was, with the state it had. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.url).port);
    this.#process = await spawnServer({ ...this.#options, port, stateDir: this.stateDir, prepared: true });
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }
}

const stateIn = (dir: string): string => join(dir, "state");

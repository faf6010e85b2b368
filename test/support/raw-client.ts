// The client of docs/raw_client.py as a process: its lines in and out are pipes, its journal is a file.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { inRepository } from "../../tools/run/wrangler.ts";

/** One line of the journal. */
export type Note = readonly [table: string, key: string, value: unknown, event: { readonly seq: number } | null];

export class RawClient {
  /** Whole lines that it printed. */
  readonly lines: string[] = [];
  errors = "";
  readonly #journal: string;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<unknown[]>;
  #wrote: () => void = () => {};

  /** Python runs alone: without packages (-S), and without the user's settings (-I). */
  constructor(python: string, url: string, username: string, journal: string) {
    this.#journal = journal;
    const args = ["-I", "-S", inRepository("docs/raw_client.py"), url, username, "correct horse", journal];
    this.#child = spawn(python, args, { stdio: ["pipe", "pipe", "pipe"] });
    this.#exited = once(this.#child, "close");
    let rest = "";
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.lines.push(...lines);
      this.#wrote();
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
      this.#wrote();
    });
  }

  type(...lines: readonly string[]): void {
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** @throws Error with what it wrote, when it ends before that */
  async until(isSo: (client: RawClient) => boolean): Promise<void> {
    const ended = this.#exited.then(() => "ended" as const);
    while (!isSo(this)) {
      const wrote = new Promise<void>((resolve) => (this.#wrote = resolve));
      if ((await Promise.race([wrote, ended])) === "ended" && !isSo(this))
        throw new Error(`the client ended: ${this.errors}\n${this.lines.join("\n")}`);
    }
  }

  /** Its exit code, once it has ended by itself. */
  async exitCode(): Promise<unknown> {
    return (await this.#exited)[0];
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  async notes(): Promise<readonly Note[]> {
    const whole = (await readFile(this.#journal, "utf8")).split("\n").slice(0, -1);
    return whole.map((line) => JSON.parse(line) as Note);
  }
}

// A terminal client as a process, its keyboard and screen a pipe.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { inRepository } from "../../tools/run/wrangler.ts";

export class ChatProcess {
  /** Everything it wrote so far. */
  screen = "";
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #exited: Promise<unknown[]>;
  #wrote: () => void = () => {};
  #readTo = 0;

  /** @param program the terminal client of now, or one that was kept */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    program = inRepository("apps/terminal/chat.ts"),
  ) {
    this.#child = spawn(process.execPath, [program, ...args], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#exited = once(this.#child, "close");
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.screen += text;
        this.#wrote();
      });
    }
  }

  type(...lines: readonly string[]): void {
    this.#child.stdin.write(lines.map((line) => `${line}\n`).join(""));
  }

  /**
   * Waits until a line comes, after those waited for before, that holds this.
   * @throws Error with the screen, when the process ends before that
   */
  async sees(text: string): Promise<void> {
    const ended = this.#exited.then(() => "ended" as const);
    for (;;) {
      const at = this.screen.indexOf(text, this.#readTo);
      if (at >= 0) {
        this.#readTo = at + text.length;
        return;
      }
      const wrote = new Promise<void>((resolve) => {
        this.#wrote = resolve;
      });
      if ((await Promise.race([wrote, ended])) === "ended" && !this.screen.includes(text, this.#readTo)) {
        throw new Error(`ended without "${text}":\n${this.screen}`);
      }
    }
  }

  /** Ends its input and waits for it; the exit code. */
  async end(): Promise<unknown> {
    this.#child.stdin.end();
    const [code] = await this.#exited;
    return code;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}

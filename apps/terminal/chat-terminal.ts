// Lines in, lines out: on a terminal above the prompt, through a pipe as they are.
import { clearLine, createInterface, cursorTo, moveCursor, type Interface } from "node:readline";
import { Writable } from "node:stream";

export class ChatTerminal {
  readonly isInteractive = process.stdin.isTTY && process.stdout.isTTY;
  #lines: Interface | null = null;

  print(text: string): void {
    if (!this.isInteractive) {
      process.stdout.write(`${text}\n`);
      return;
    }
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
    process.stdout.write(`${text}\n`);
    // Puts back what is being typed.
    this.#lines?.prompt(true);
  }

  setPrompt(prompt: string): void {
    if (!this.isInteractive || this.#lines === null || this.#lines.getPrompt() === prompt) return;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
  }

  /** Lines until the input ends, one after the other: the next is given when the one before was dealt with. */
  async *lines(): AsyncGenerator<string> {
    const lines = createInterface({ input: process.stdin, output: process.stdout, terminal: this.isInteractive });
    this.#lines = lines;
    lines.on("SIGINT", () => lines.close());
    if (this.isInteractive) lines.prompt();
    try {
      for await (const line of lines) {
        yield line;
        if (this.isInteractive) lines.prompt();
      }
    } finally {
      lines.close();
      this.#lines = null;
    }
  }

  /** Takes a typed line off the screen, because it comes back with what has become of it. */
  erase(line: string): void {
    const width = (this.#lines?.getPrompt().length ?? 0) + line.length;
    // A line that may have been wrapped stays: nobody knows how many rows it takes.
    if (!this.isInteractive || width >= process.stdout.columns || !/^[ -~]*$/.test(line)) return;
    moveCursor(process.stdout, 0, -1);
    clearLine(process.stdout, 0);
  }

  /** Ends the input. */
  close(): void {
    this.#lines?.close();
    process.stdin.destroy();
  }

  ask(question: string): Promise<string> {
    return this.#question(question, process.stdout);
  }

  /** Asks without showing what is typed. */
  async askSecret(question: string): Promise<string> {
    process.stdout.write(question);
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const answer = await this.#question("", nowhere);
    process.stdout.write("\n");
    return answer;
  }

  async #question(question: string, output: Writable): Promise<string> {
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    try {
      return await new Promise((resolve) => {
        lines.on("SIGINT", () => process.exit(130));
        lines.question(question, resolve);
      });
    } finally {
      lines.close();
    }
  }
}

// Input and output lines. On a terminal, output is printed above the prompt; through a pipe, it is printed unchanged.
import { clearLine, createInterface, cursorTo, moveCursor, type Interface } from "node:readline";
import { Writable } from "node:stream";

export class ChatTerminal {
  readonly isInteractive = process.stdin.isTTY && process.stdout.isTTY;
  #lines: Interface | null = null;
  /** A secret is being typed. */
  #isMuted = false;

  print(text: string): void {
    if (!this.isInteractive) {
      process.stdout.write(`${text}\n`);
      return;
    }
    cursorTo(process.stdout, 0);
    clearLine(process.stdout, 0);
    process.stdout.write(`${text}\n`);
    // Shows the prompt and the unfinished input again.
    this.#lines?.prompt(true);
  }

  setPrompt(prompt: string): void {
    if (!this.isInteractive || this.#lines === null || this.#lines.getPrompt() === prompt) return;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
  }

  /** Input lines until the input ends. The next line is read after the one before was handled. */
  async *lines(): AsyncGenerator<string> {
    const output = this.isInteractive ? this.#shown() : process.stdout;
    const lines = createInterface({ input: process.stdin, output, terminal: this.isInteractive });
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

  /** Removes a typed line from the screen, because it is printed again with its state. */
  erase(line: string): void {
    const width = (this.#lines?.getPrompt().length ?? 0) + line.length;
    // A line that may be wrapped stays, because the number of its rows is not known.
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

  /** Asks for a secret: the input is not shown, and not kept among the lines that the arrow keys bring back. */
  async askSecret(question: string): Promise<string> {
    process.stdout.write(question);
    const lines = this.#lines;
    if (lines !== null) {
      // A second reader of the same input would show what is typed.
      this.#isMuted = true;
      lines.once("history", (history: string[]) => history.shift());
      const typed = await new Promise<string>((resolve) => lines.question("", resolve));
      this.#isMuted = false;
      process.stdout.write("\n");
      return typed;
    }
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const answer = await this.#question("", nowhere);
    process.stdout.write("\n");
    return answer;
  }

  /** The terminal's output, which keeps what is typed to itself while it is muted. */
  #shown(): Writable {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isMuted) process.stdout.write(chunk);
        done();
      },
    });
    // By these readline wraps long lines.
    Object.defineProperties(output, {
      isTTY: { value: true },
      columns: { get: () => process.stdout.columns },
      rows: { get: () => process.stdout.rows },
    });
    return output;
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

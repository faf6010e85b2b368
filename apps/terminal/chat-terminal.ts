// Input and output lines. On a terminal, output is printed above the prompt in rows; through a pipe, as it was typed.
import { clearScreenDown, createInterface, cursorTo, moveCursor, type Interface, type Key } from "node:readline";
import { Writable, type Readable } from "node:stream";
import { columnsOf, mostColumnsOf, rowsBelow } from "./lines/columns.ts";
import { withoutIsolates } from "./lines/direction.ts";
import { lineOf, rowsOf, type Line, type Screen } from "./lines/line.ts";
import { tableOf, type TableRow } from "./lines/table.ts";
import { timesMore } from "./whole-characters.ts";
import { PasteInput, pastesMarked } from "./paste-input.ts";
import { PastedLines } from "./pasted-lines.ts";

/** The parts of `process.stdin` and `process.stdout` that are used. */
type Input = Readable & { readonly isTTY?: boolean; setRawMode?: (isRaw: boolean) => unknown };
type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; hasColors?: () => boolean };

/**
 * Readline's property: how many rows above the cursor the prompt is. It is not documented. Where it is missing, the prompt
 * is shown below a long unfinished line once more.
 */
const rowsAbove = "prevRows";

/** Where the cursor is in an unfinished line of one row: readline takes each half of a flag for a wide character. */
function singleRowCursor(lines: Interface, columns = usualColumns): ReturnType<Interface["getCursorPos"]> | null {
  const prompt = lines.getPrompt();
  const isOneRow = !lines.line.includes("\t") && mostColumnsOf(prompt + lines.line) < columns;
  return isOneRow ? { rows: 0, cols: columnsOf(prompt + lines.line.slice(0, lines.cursor)) } : null;
}

/** Where the terminal does not tell its width. */
const usualColumns = 80;

export class ChatTerminal {
  readonly isInteractive: boolean;
  /** What the Tab key makes of the line up to the cursor, as readline takes it. */
  completer: (typed: string) => [string[], string] = () => [["\t"], ""];
  readonly #input: Input;
  readonly #output: Output;
  readonly #pasted = new PastedLines();
  #lines: Interface | null = null;
  /** A secret is being typed. */
  #isMuted = false;
  /** The terminal cannot move its cursor. */
  readonly #isDumb = process.env["TERM"] === "dumb";
  /** The line that was entered last, with its prompt, while nothing was printed since. */
  #entered: string | null = null;
  /** Lines that were entered and not handled yet. */
  #waiting = 0;

  constructor(input: Input = process.stdin, output: Output = process.stdout) {
    this.#input = input;
    this.#output = output;
    this.isInteractive = input.isTTY === true && output.isTTY === true;
  }

  /** Null: the output is read by a program. */
  get screen(): Screen | null {
    if (this.#output.isTTY !== true) return null;
    return { columns: this.#output.columns || usualColumns, isStyled: this.#output.hasColors?.() ?? false };
  }

  /** The client's own words. */
  print(text: string): void {
    this.#write(this.screen === null ? withoutIsolates(text) : rowsOf({ head: text }, this.screen).join("\n"));
  }

  /** What somebody wrote, between the client's own words. */
  say(line: Line): void {
    const { screen } = this;
    if (screen === null) this.print(lineOf(line));
    else this.#write(rowsOf(line, screen).join("\n"));
  }

  /** Rows whose cells stand below each other on a terminal. */
  printTable(rows: readonly TableRow[]): void {
    const { screen } = this;
    if (screen === null) for (const { line } of rows) this.print(line);
    else if (rows.length > 0) this.#write(tableOf(rows, screen).join("\n"));
  }

  setPrompt(prompt: string): void {
    if (!this.isInteractive || this.#lines === null || this.#lines.getPrompt() === prompt) return;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
  }

  /** Input lines until the input ends. The next line is read after the one before was handled. */
  async *lines(): AsyncGenerator<string> {
    const lines = this.isInteractive ? this.#typedLines() : createInterface({ input: this.#input });
    this.#lines = lines;
    lines.on("SIGINT", () => lines.close());
    lines.on("line", (line) => {
      this.#waiting += 1;
      this.#entered = lines.getPrompt() + line;
    });
    if (this.isInteractive) lines.prompt();
    try {
      for await (const line of lines) {
        this.#waiting -= 1;
        yield* this.#pasted.fromLine(line);
        if (this.isInteractive) lines.prompt();
      }
    } finally {
      lines.close();
      this.#lines = null;
      if (this.isInteractive && !this.#isDumb) this.#output.write(pastesMarked.off);
    }
  }

  /** Nothing is heard where nobody sits. */
  ring(): void {
    if (this.isInteractive && !this.#isDumb) this.#output.write("\u0007");
  }

  /** Removes the line that was entered last from the screen, because it is printed again with its state. */
  erase(): void {
    const { screen } = this;
    const entered = this.#entered;
    if (!this.isInteractive || this.#isDumb || screen === null || entered === null || this.#waiting > 0) return;
    // What is typed already for the next line takes several rows.
    if ((this.#lines?.getCursorPos().rows ?? 0) > 0) return;
    this.#entered = null;
    cursorTo(this.#output, 0);
    moveCursor(this.#output, 0, -1 - rowsBelow(entered, screen.columns));
    clearScreenDown(this.#output);
  }

  /** Ends the input. */
  close(): void {
    this.#lines?.close();
    this.#input.destroy();
  }

  ask(question: string): Promise<string> {
    const lines = this.#lines;
    if (lines === null) return this.#question(question, this.#output);
    lines.once("history", (history: string[]) => history.shift());
    return new Promise((resolve) => lines.question(question, resolve));
  }

  /** Asks for a secret: the input is not shown, and not kept among the lines that the arrow keys bring back. */
  async askSecret(question: string): Promise<string> {
    this.#output.write(question);
    const lines = this.#lines;
    if (lines !== null) {
      // A second reader of the same input would show what is typed.
      this.#isMuted = true;
      lines.once("history", (history: string[]) => history.shift());
      const typed = await new Promise<string>((resolve) => lines.question("", resolve));
      this.#isMuted = false;
      this.#output.write("\n");
      return typed;
    }
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
    const answer = await this.#question("", nowhere);
    this.#output.write("\n");
    return answer;
  }

  #write(text: string): void {
    this.#entered = null;
    if (!this.isInteractive || this.#isDumb) {
      this.#output.write(`${text}\n`);
      return;
    }
    const rows = this.#lines?.getCursorPos().rows ?? 0;
    cursorTo(this.#output, 0);
    if (rows > 0) moveCursor(this.#output, 0, -rows);
    clearScreenDown(this.#output);
    this.#output.write(`${text}\n`);
    if (this.#lines === null) return;
    // The prompt and the unfinished input begin here.
    Reflect.set(this.#lines, rowsAbove, 0);
    this.#lines.prompt(true);
  }

  #typedLines(): Interface {
    const input = new PasteInput(
      (text) => lines.write(this.#pasted.toLine(text)),
      (isRaw) => this.#input.setRawMode?.(isRaw),
    );
    const lines = createInterface({
      input: this.#input.pipe(input),
      output: this.#shown(),
      terminal: true,
      completer: (typed: string) => (this.#isMuted ? [[], ""] : this.completer(typed)),
    });
    const cursorOf = lines.getCursorPos.bind(lines);
    lines.getCursorPos = () => singleRowCursor(lines, this.#output.columns) ?? cursorOf();
    // Before readline's own listener.
    input.prependListener("keypress", (_typed: unknown, { name, ctrl, meta }: Key) => {
      if (ctrl === true || meta === true) return;
      for (let more = timesMore(name, lines.line, lines.cursor); more > 0; more -= 1) lines.write(null, { name });
    });
    // After readline's own listener, which writes several characters that come together without counting their rows.
    input.on("keypress", () => this.#countRows(lines));
    if (!this.#isDumb) this.#output.write(pastesMarked.on);
    return lines;
  }

  #countRows(lines: Interface): void {
    const { rows, cols } = lines.getCursorPos();
    if (this.#isMuted || (Reflect.get(lines, rowsAbove) ?? 0) === rows) return;
    Reflect.set(lines, rowsAbove, rows);
    if (cols > 0) return;
    // A full row: only another character makes terminals begin the next one.
    this.#output.write(" ");
    cursorTo(this.#output, 0);
  }

  /** The terminal's output, which keeps what is typed to itself while it is muted. */
  #shown(): Writable {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isMuted) this.#output.write(chunk);
        done();
      },
    });
    // By these readline wraps long lines.
    Object.defineProperties(output, {
      isTTY: { value: true },
      columns: { get: () => this.#output.columns },
    });
    return output;
  }

  async #question(question: string, output: Writable): Promise<string> {
    const lines = createInterface({ input: this.#input, output, terminal: true });
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

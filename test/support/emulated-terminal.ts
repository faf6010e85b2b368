// A terminal as people have it, without a window: keys go in, and what is written is laid out by an emulator.
import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";

// The addon takes its tables for the beginning of the buffer that they lie in. Where that is Node's pool, something else may
// lie there: then it fails, or not, by chance.
const { poolSize } = Buffer;
Buffer.poolSize = 0;
const { UnicodeGraphemesAddon } = await import("@xterm/addon-unicode-graphemes");
Buffer.poolSize = poolSize;

export class EmulatedTerminal {
  readonly input: PassThrough & { readonly isTTY: true; readonly setRawMode: (isRaw: boolean) => void };
  readonly output: Writable & { readonly isTTY: true; readonly columns: number; readonly hasColors: () => boolean };
  /** Everything that was written. */
  written = "";
  readonly #emulator: xterm.Terminal;
  #changed: () => void = () => {};

  /** @param joins whether it joins the parts of emoji, as newer terminals do */
  constructor(columns: number, isStyled = true, joins = true) {
    this.#emulator = new xterm.Terminal({ cols: columns, rows: 40, allowProposedApi: true, convertEol: true });
    if (joins) this.#emulator.loadAddon(new UnicodeGraphemesAddon());
    this.input = Object.assign(new PassThrough(), { isTTY: true as const, setRawMode: () => {} });
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.written += chunk.toString();
        this.#emulator.write(chunk, () => {
          done();
          this.#changed();
        });
      },
    });
    this.output = Object.assign(output, { isTTY: true as const, columns, hasColors: () => isStyled });
  }

  type(keys: string): void {
    this.input.write(keys);
  }

  /** The rows down to the cursor's. */
  get rows(): string[] {
    const { buffer } = this.#emulator;
    const last = buffer.active.baseY + buffer.active.cursorY;
    return Array.from({ length: last + 1 }, (_, row) =>
      (buffer.active.getLine(row)?.translateToString(true) ?? "").trimEnd(),
    );
  }

  /** Whether each of the row's characters is shown so. */
  isShown(row: number, text: string, how: "isBold" | "isItalic" | "isUnderline" | "isStrikethrough"): boolean {
    const line = this.#emulator.buffer.active.getLine(row);
    const at = (line?.translateToString(true) ?? "").indexOf(text);
    return (
      at >= 0 && Array.from(text, (_, index) => line?.getCell(at + index)?.[how]() ?? 0).every((shown) => shown !== 0)
    );
  }

  get markedPastes(): boolean {
    return this.#emulator.modes.bracketedPasteMode;
  }

  /** Resolves when the screen fulfils this. */
  async shows(isShown: (rows: readonly string[]) => boolean): Promise<void> {
    while (!isShown(this.rows)) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }
}

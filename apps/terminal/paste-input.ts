// A terminal's input in which a paste is told from typed keys. Terminals mark pastes when they are asked to.
import { StringDecoder } from "node:string_decoder";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Transform, type TransformCallback } from "node:stream";

/** Asks the terminal to mark pastes ("bracketed paste"), and no longer to. */
export const pastesMarked = { on: "\u001B[?2004h", off: "\u001B[?2004l" } as const;

const start = "\u001B[200~";
const end = "\u001B[201~";
/** Beginnings of the mark that the next chunk may complete. A shorter one could be a key of its own. */
const cutMarks = [start.slice(0, 5), start.slice(0, 4), start.slice(0, 3)] as const;

/** Passes typed keys on. Of a paste, its listener `onPaste` gets the text. */
export class PasteInput extends Transform {
  readonly isTTY = true;
  readonly #decoder = new StringDecoder("utf8");
  readonly #onPaste: (text: string) => void;
  readonly #setRawMode: (isRaw: boolean) => void;
  #held = "";
  /** What came of the paste so far; null: none has begun. */
  #pasted: string | null = null;

  constructor(onPaste: (text: string) => void, setRawMode: (isRaw: boolean) => void) {
    super();
    this.#onPaste = onPaste;
    this.#setRawMode = setRawMode;
  }

  /** Asked for by readline. */
  setRawMode(isRaw: boolean): this {
    this.#setRawMode(isRaw);
    return this;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    void this.#readThen(this.#held + this.#decoder.write(chunk), done);
  }

  override _flush(done: TransformCallback): void {
    if (this.#held !== "") this.push(this.#held);
    if (this.#pasted !== null) this.#onPaste(this.#pasted);
    done();
  }

  async #readThen(text: string, done: TransformCallback): Promise<void> {
    await this.#read(text);
    done();
  }

  async #read(text: string): Promise<void> {
    this.#held = "";
    if (this.#pasted !== null) {
      const all = this.#pasted + text;
      const at = all.indexOf(end);
      this.#pasted = at < 0 ? all : null;
      if (at < 0) return;
      this.#onPaste(all.slice(0, at));
      return this.#read(all.slice(at + end.length));
    }
    const at = text.indexOf(start);
    const cut = at < 0 ? (cutMarks.find((mark) => text.endsWith(mark)) ?? "") : text.slice(at);
    const keys = text.slice(0, text.length - cut.length);
    if (keys !== "") this.push(keys);
    if (at < 0) {
      this.#held = cut;
      return;
    }
    // Readline handles the keys before the paste first.
    if (keys !== "") await nextTurn();
    this.#pasted = "";
    return this.#read(text.slice(at + start.length));
  }
}

// Finds, in a file's bytes as they come by, the boxes at its top that may say something beside what it shows.
import { inOrder, type Blank } from "./blanks.ts";
import { headerAt, mostHeaderBytes } from "./boxes.ts";
import { boxBlanks, fragmentBlanks, movieBlanks } from "./film-words.ts";
import { itemBlanks } from "./item-words.ts";

/** A box that is larger is left alone: it is held in memory. */
const mostHeld = 8 * 1_024 * 1_024;
/** Of a file with more of them, which no camera makes, the rest stays. */
const mostBlanks = 20_000;
const held = new Set(["moov", "moof", "meta", "udta", "uuid"]);
/** With which a file of boxes begins. */
const firsts = new Set(["ftyp", "moov", "mdat", "wide", "free", "skip", "pnot"]);
const itemTypes = /^image\/(heic|heif|avif)(-sequence)?$/;
const filmTypes = /^video\/(mp4|quicktime|3gpp2?|x-m4v)$/;

export class TopBoxes {
  readonly #films: Blank[] = [];
  readonly #items: Blank[] = [];
  #at = 0;
  /** Of the box that is at work: its place, and its bytes if they are held. */
  #start = 0;
  #end = 0;
  #kept: { readonly type: string; readonly bytes: Uint8Array } | null = null;
  #header: readonly number[] = [];
  #isOver = false;

  take(chunk: Uint8Array): void {
    const end = this.#at + chunk.length;
    let from = 0;
    while (!this.#isOver && this.#at < end) {
      if (this.#at >= this.#end) from += this.#takeHeader(chunk, from);
      else {
        const to = Math.min(this.#end, end) - end + chunk.length;
        this.#kept?.bytes.set(chunk.subarray(from, to), this.#at - this.#start);
        this.#at += to - from;
        from = to;
      }
      if (this.#at === this.#end) this.#finish();
    }
    this.#at = end;
  }

  /** What a file of this type has to lose. */
  blanks(mimeType: string): readonly Blank[] {
    if (filmTypes.test(mimeType)) return inOrder(this.#films);
    return itemTypes.test(mimeType) ? inOrder(this.#items) : [];
  }

  /** @returns how many bytes it took */
  #takeHeader(chunk: Uint8Array, from: number): number {
    if (this.#header.length === 0) this.#start = this.#at;
    const needed = this.#header.length < 8 ? 8 : mostHeaderBytes;
    const taken = chunk.subarray(from, from + needed - this.#header.length);
    this.#header = [...this.#header, ...taken];
    this.#at += taken.length;
    const bytes = Uint8Array.from(this.#header);
    const found = headerAt(bytes, 0);
    if (found === null) return taken.length;
    const { type, size, header } = found;
    this.#header = [];
    this.#isOver = (size < header && size !== 0) || (this.#start === 0 && !firsts.has(type));
    this.#end = size === 0 ? Number.MAX_SAFE_INTEGER : this.#start + size;
    const isHeld = held.has(type) && size >= header && size <= mostHeld;
    this.#kept = isHeld ? { type, bytes: new Uint8Array(size) } : null;
    this.#kept?.bytes.set(bytes);
    return taken.length;
  }

  #finish(): void {
    if (this.#kept === null) return;
    const { type, bytes } = this.#kept;
    this.#kept = null;
    const at = this.#start;
    if (type === "moov" || type === "moof") {
      const blanks = type === "moov" ? movieBlanks(bytes, at) : fragmentBlanks(bytes, at);
      this.#add(blanks, blanks);
      return;
    }
    const header = headerAt(bytes, 0)?.header ?? 8;
    const whole = boxBlanks({ type, start: 0, body: header, end: bytes.length }, at);
    this.#add(whole, type === "meta" ? itemBlanks(bytes, at) : whole);
  }

  #add(ofFilm: readonly Blank[], ofItems: readonly Blank[]): void {
    for (const [blanks, more] of [
      [this.#films, ofFilm],
      [this.#items, ofItems],
    ] as const)
      for (const blank of more.slice(0, mostBlanks - blanks.length)) blanks.push(blank);
  }
}

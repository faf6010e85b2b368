// What a picture of items (HEIC, AVIF) says beside itself: its items of the types `Exif` and `mime` (XMP), as the box `meta`
// tells where they are (ISO/IEC 14496-12, section 8.11). How it has to be turned is elsewhere, and stays.
import type { Blank } from "./blanks.ts";
import { boxAt, boxesIn, viewOf, type Box } from "./boxes.ts";

const wordItems = new Set(["Exif", "mime"]);

/** @param whole a box `meta` @param at its place in the file */
export function itemBlanks(whole: Uint8Array, at: number): readonly Blank[] {
  const [outer] = boxesIn(whole, 0, whole.length);
  if (outer === undefined || outer.body + 4 > outer.end) return [];
  // Its content begins with a version.
  const meta = { ...outer, body: outer.body + 4 };
  const [infos, places] = [boxAt(whole, meta, "iinf"), boxAt(whole, meta, "iloc")];
  if (infos === null || places === null) return [];
  const ids = itemsOfWords(whole, infos);
  const data = boxAt(whole, meta, "idat");
  try {
    return extentsIn(new Reader(whole, places), ids, data === null ? null : at + data.body);
  } catch (cause) {
    // A table that goes on beyond its box.
    if (cause instanceof RangeError) return [];
    throw cause;
  }
}

function itemsOfWords(whole: Uint8Array, infos: Box): ReadonlySet<number> {
  const view = viewOf(whole);
  const first = infos.body + (whole[infos.body] === 0 ? 6 : 8);
  const ids = boxesIn(whole, first, infos.end).flatMap(({ type, body, end }) => {
    const version = whole[body];
    const wide = version === 3;
    const typeAt = body + 4 + (wide ? 6 : 4);
    if (type !== "infe" || (version !== 2 && version !== 3) || typeAt + 4 > end) return [];
    if (!wordItems.has(String.fromCharCode(...whole.subarray(typeAt, typeAt + 4)))) return [];
    return [wide ? view.getUint32(body + 4) : view.getUint16(body + 4)];
  });
  return new Set(ids);
}

/** @param dataAt where the content of `idat` is in the file @throws RangeError beyond the box */
function extentsIn(table: Reader, ids: ReadonlySet<number>, dataAt: number | null): readonly Blank[] {
  const version = table.number(1);
  table.number(3);
  const [sizes, moreSizes] = [table.number(1), table.number(1)];
  const [offsetSize, lengthSize, baseSize] = [sizes >> 4, sizes & 15, moreSizes >> 4];
  const indexSize = version === 0 ? 0 : moreSizes & 15;
  const idSize = version < 2 ? 2 : 4;
  const blanks: Blank[] = [];
  for (let left = table.number(idSize); left > 0; left--) {
    const id = table.number(idSize);
    const method = version === 0 ? 0 : table.number(2) & 15;
    table.number(2);
    const base = table.number(baseSize);
    const from = method === 0 ? 0 : method === 1 ? dataAt : null;
    for (let extents = table.number(2); extents > 0; extents--) {
      table.number(indexSize);
      const [offset, length] = [table.number(offsetSize), table.number(lengthSize)];
      if (ids.has(id) && from !== null && length > 0) blanks.push({ at: from + base + offset, length });
    }
  }
  return blanks;
}

/** Numbers of a box, one after the other. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(whole: Uint8Array, { body, end }: Box) {
    this.#bytes = whole.subarray(body, end);
  }

  /** @throws RangeError */
  number(size: number): number {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw new RangeError("the table ends early");
    let value = 0;
    for (; this.#at < end; this.#at++) value = value * 256 + (this.#bytes[this.#at] ?? 0);
    return value;
  }
}

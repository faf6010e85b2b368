// Boxes, of which films (MP4, QuickTime) and pictures like HEIC and AVIF are made (ISO/IEC 14496-12, section 4.2).

export interface Box {
  readonly type: string;
  /** From the first byte of its header, of its content, and after its end: in the bytes that were asked. */
  readonly start: number;
  readonly body: number;
  readonly end: number;
}

/** Of a header with a size of 64 bits. */
export const mostHeaderBytes = 16;

/** A header; `size` 0: to the end of what it is in. Null: more bytes are needed, or it is none. */
export function headerAt(
  bytes: Uint8Array,
  at: number,
): { readonly type: string; readonly size: number; readonly header: number } | null {
  if (at + 8 > bytes.length) return null;
  const view = viewOf(bytes);
  const size = view.getUint32(at);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  if (size !== 1) return { type, size, header: 8 };
  return at + 16 > bytes.length ? null : { type, size: Number(view.getBigUint64(at + 8)), header: 16 };
}

/** Those between the two places, until one is broken. */
export function boxesIn(bytes: Uint8Array, from: number, to: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = from; at < to;) {
    const found = headerAt(bytes, at);
    if (found === null) break;
    const { type, header } = found;
    const size = found.size === 0 ? to - at : found.size;
    if (size < header || at + size > to) break;
    boxes.push({ type, start: at, body: at + header, end: at + size });
    at += size;
  }
  return boxes;
}

/** The first box on this way down. */
export function boxAt(bytes: Uint8Array, parent: Box, ...types: readonly string[]): Box | null {
  let box: Box | null = parent;
  for (const wanted of types) {
    if (box === null) return null;
    box = boxesIn(bytes, box.body, box.end).find(({ type }) => type === wanted) ?? null;
  }
  return box;
}

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

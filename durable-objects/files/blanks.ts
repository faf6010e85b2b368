// Places of a file that are written over, so that everything else stays where it is.

/** `length` bytes from `at`: these, and zeros after them. */
export interface Blank {
  readonly at: number;
  readonly length: number;
  readonly first?: Uint8Array;
}

/** The bytes of a chunk that begins at `at`, in the file; the same if there is nothing in it. @param blanks in order of `at` */
export function blanked(chunk: Uint8Array, at: number, blanks: readonly Blank[]): Uint8Array {
  const end = at + chunk.length;
  let written: Uint8Array | null = null;
  for (const blank of blanks) {
    if (blank.at >= end) break;
    const [from, to] = [Math.max(blank.at, at), Math.min(blank.at + blank.length, end)];
    if (from >= to) continue;
    written ??= chunk.slice();
    written.fill(0, from - at, to - at);
    const first = blank.first?.subarray(from - blank.at, to - blank.at);
    if (first !== undefined) written.set(first, from - at);
  }
  return written ?? chunk;
}

export const inOrder = (blanks: readonly Blank[]): readonly Blank[] => blanks.toSorted((a, b) => a.at - b.at);

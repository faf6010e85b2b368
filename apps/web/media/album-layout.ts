// How the pictures of an album stand: in rows of two or three, each row as high as its pictures let it be. Pure.

export const albumWidthPx = 360;
const gapPx = 2;
/** What is longer than that is cut off at its edges. */
const ratios = { least: 0.66, most: 1.8 } as const;
const heights = { least: 84, most: 240 } as const;

/** How many stand in each row, by how many there are. */
const rowsOf: readonly (readonly number[])[] = [
  [],
  [1],
  [2],
  [1, 2],
  [2, 2],
  [2, 3],
  [3, 3],
  [2, 2, 3],
  [2, 3, 3],
  [3, 3, 3],
  [2, 2, 3, 3],
];

interface Sides {
  readonly width: number;
  readonly height: number;
}

export interface AlbumRow {
  readonly heightPx: number;
  /** Of each picture, the share of the row's width that it has. */
  readonly shares: readonly number[];
}

export function albumRows(pictures: readonly Sides[]): readonly AlbumRow[] {
  const counts = rowsOf[Math.min(pictures.length, rowsOf.length - 1)] ?? [];
  let from = 0;
  return counts.map((count) => {
    const shares = pictures
      .slice(from, from + count)
      .map(({ width, height }) => Math.max(ratios.least, Math.min(width / height, ratios.most)));
    from += count;
    const free = albumWidthPx - (count - 1) * gapPx;
    const heightPx = free / shares.reduce((sum, share) => sum + share, 0);
    return { heightPx: Math.round(Math.max(heights.least, Math.min(heightPx, heights.most))), shares };
  });
}

export const albumHeight = (rows: readonly AlbumRow[]): number =>
  rows.reduce((sum, { heightPx }) => sum + heightPx, 0) + Math.max(0, rows.length - 1) * gapPx;

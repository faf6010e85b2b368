// A QR code as one path: each dark square of a row, or run of them, is a rectangle. Pure.

/** The quiet zone that scanners need around the code, in squares. */
export const quietSquares = 4;

/** @param squares row by row; true: dark @returns the path, which begins behind the quiet zone */
export function qrPath(squares: readonly (readonly boolean[])[]): string {
  const runs = squares.flatMap((row, y) =>
    row.flatMap((isDark, x) => {
      if (!isDark || row[x - 1] === true) return [];
      const end = row.indexOf(false, x);
      return [`M${x + quietSquares} ${y + quietSquares}h${(end === -1 ? row.length : end) - x}v1H${x + quietSquares}z`];
    }),
  );
  return runs.join("");
}

// How many bytes SQLite takes for a row: https://www.sqlite.org/fileformat.html, "Record format". For rows whose words must
// lie where they can be overwritten.

/** Bytes in each of a row's own pages, after those that it shares with other rows: pages have 4,096. */
export const bytesPerOwnPage = 4_092;
/** A row that does not fit keeps at least this much in the shared page. */
const leastShared = 489;

/** How much of a row of `bytes`, which is longer than `most`, lies in the page that it shares with other rows. */
export function sharedBytes(bytes: number, most: number): number {
  const kept = leastShared + ((bytes - leastShared) % bytesPerOwnPage);
  return kept <= most ? kept : leastShared;
}

/** @param values in the order of the columns; a text is given by its bytes. At most a few: the header's length takes one byte */
export function recordBytes(values: readonly (number | { readonly text: number })[]): number {
  let bytes = 1;
  for (const value of values)
    if (typeof value === "number") bytes += 1 + integerBytes(value);
    else bytes += varintBytes(13 + 2 * value.text) + value.text;
  return bytes;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}

/** Of a number from 0. 0 and 1 are in the header. */
function integerBytes(value: number): number {
  if (value <= 1) return 0;
  return [1, 2, 3, 4, 6].find((bytes) => value < 2 ** (8 * bytes - 1)) ?? 8;
}

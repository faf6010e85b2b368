// Rows without ROWID whose words lie in pages of their own: there they are overwritten in their place by a row of the same
// length. SQLite copies the first part of a row to other pages as the table grows, and leaves it where it was; so spaces come
// first, and further ones let the row fill its pages.
import { bytesPerOwnPage } from "./record-bytes.ts";

/** A row without ROWID keeps at most this much in a page that it shares: so many spaces come before its words. */
export const mostShared = 1_002;
/** One page of its own, and about 600 bytes in the one that it shares. */
const bytesOfOne = 4_700;

const bytesOf = (pages: number): number => bytesOfOne + (pages - 1) * bytesPerOwnPage;

/** How many pages of its own a row of so many bytes needs. */
export const pagesFor = (bytes: number): number => Math.max(1, Math.ceil((bytes - bytesOfOne) / bytesPerOwnPage) + 1);

/**
 * The spaces that let a row fill these pages.
 *
 * @param bytesWith the bytes of the row with so many more spaces
 */
export function blanksToFill(pages: number, bytesWith: (blanks: number) => number): number {
  const missing = bytesOf(pages) - bytesWith(0);
  // The number of a longer text's bytes may take a byte more.
  return bytesWith(missing) > bytesOf(pages) ? missing - 1 : missing;
}

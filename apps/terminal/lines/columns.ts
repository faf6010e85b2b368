// How many columns of a terminal a text takes, and texts cut and filled to a number of them. Pure.
import stringWidth from "string-width";
import { graphemesOf } from "../../text/graphemes.ts";

/** Wide characters and emoji take two, combining marks and direction controls none. Without tabs. */
export const columnsOf = (text: string): number => stringWidth(text);

/** Characters without a glyph that some terminals show as a blank, or as a wide one. */
const blank = /[\u00AD\u2066-\u2069\uFFA0]/;
const wideBlank = /[\u115F\u1160\u3164]/;

/**
 * The most that a terminal may take for a text: the parts of an emoji beside each other, where it cannot join them. What is
 * laid out by it does not run over the end of a row, on any of them.
 */
export function mostColumnsOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  let columns = 0;
  for (const grapheme of graphemesOf(text)) {
    const apart = Array.from(grapheme, (one) => (wideBlank.test(one) ? 2 : blank.test(one) ? 1 : columnsOf(one)));
    columns += Math.max(
      columnsOf(grapheme),
      apart.reduce((sum, width) => sum + width, 0),
    );
  }
  return columns;
}

/** The text on one line in at most so many columns, cut between characters, with an ellipsis where something is missing. */
export function cutToColumns(text: string, columns: number): string {
  if (mostColumnsOf(text) <= columns) return text;
  let cut = "";
  let used = 1;
  for (const grapheme of graphemesOf(text)) {
    used += mostColumnsOf(grapheme);
    if (used > columns) break;
    cut += grapheme;
  }
  return `${cut.trimEnd()}…`;
}

export const fillToColumns = (text: string, columns: number): string =>
  text + " ".repeat(Math.max(0, columns - columnsOf(text)));

/**
 * The rows below its first one that a typed text takes where the terminal wraps it: a full row has another one below, where
 * the cursor is. Where terminals differ, the least: an emoji that is made of a symbol and a selector is narrow in some.
 */
export function rowsBelow(text: string, columns: number): number {
  let rows = 0;
  let column = 0;
  for (const grapheme of graphemesOf(text)) {
    const width = grapheme === "\t" ? 8 - (column % 8) : leastColumnsOf(grapheme);
    if (column + width > columns) {
      rows += 1;
      column = 0;
    }
    column += width;
  }
  return column >= columns ? rows + 1 : rows;
}

const leastColumnsOf = (grapheme: string): number =>
  grapheme.includes("\uFE0F") ? Math.min(1, columnsOf(grapheme)) : columnsOf(grapheme);

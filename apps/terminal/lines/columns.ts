// How many columns of a terminal a text takes, and texts cut and filled to a number of them. Pure.
import stringWidth from "string-width";
import { graphemesOf } from "../../text/graphemes.ts";

/** Wide characters and emoji take two, combining marks and direction controls none. Without tabs. */
export const columnsOf = (text: string): number => stringWidth(text);

/** The text on one line in at most so many columns, cut between characters, with an ellipsis where something is missing. */
export function cutToColumns(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let cut = "";
  let used = 1;
  for (const grapheme of graphemesOf(text)) {
    used += columnsOf(grapheme);
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

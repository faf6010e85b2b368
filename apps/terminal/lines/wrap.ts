// Breaks the pieces of a paragraph into rows of a terminal. Pure.
import { graphemesOf } from "../../text/graphemes.ts";
import { unitsOf } from "./breaks.ts";
import { columnsOf, mostColumnsOf } from "./columns.ts";
import type { Piece } from "./piece.ts";

export interface RowSpace {
  /** The column at which the first row's text begins. */
  readonly first: number;
  /** The column at which the text of every other row begins. */
  readonly next: number;
  /** The columns that may be used. */
  readonly columns: number;
  /** Also other long words are not broken: of the client's own words they are codes that somebody copies. */
  readonly keepsWords: boolean;
}

/** As terminals do. */
const tabColumns = 8;
/** An address of visible ASCII: its characters are as wide as they are many, and it holds nothing like a space. */
const address = /(?:https?:\/\/|www\.|mailto:)[!-~]+/i;
const code = /[!-~]{20,}/;

/**
 * The rows of the text. Rows end at words; a word that is too long for a row is broken between characters. An address is
 * never broken: one that is too long has a row of its own, which the terminal continues, so that it is copied whole.
 */
export function wrap(pieces: readonly Piece[], space: RowSpace): readonly (readonly Piece[])[] {
  const spaced = withoutTabs(pieces);
  const rows: Piece[][] = [];
  let start = 0;
  const text = spaced.map((piece) => piece.text).join("");
  for (const line of text.split("\n")) {
    const at = { ...space, first: rows.length === 0 ? space.first : space.next };
    for (const [from, to] of rangesOf(line, at)) rows.push(slice(spaced, start + from, start + to));
    start += line.length + 1;
  }
  return rows;
}

type Range = readonly [from: number, to: number];

/** Ranges of the line, one a row. Spaces at a row's end are in none. */
function rangesOf(line: string, { first, next, columns, keepsWords }: RowSpace): Range[] {
  const ranges: Range[] = [];
  let from = 0;
  let at = 0;
  let column = first;
  const endRow = (): void => {
    ranges.push([from, from + line.slice(from, at).trimEnd().length]);
    from = at;
    column = next;
  };
  const put = (text: string): void => {
    at += text.length;
    column += mostColumnsOf(text);
  };
  const putOrBreak = (text: string): void => {
    for (const grapheme of graphemesOf(text)) {
      if (column + mostColumnsOf(grapheme) > columns && at > from) endRow();
      put(grapheme);
    }
  };
  for (const unit of unitsOf(line)) {
    const word = unit.trimEnd();
    const width = mostColumnsOf(word);
    const fitsAlone = next + width <= columns;
    if (column + width > columns && (fitsAlone ? column > next : line.slice(from, at).trim() !== "")) endRow();
    const long = fitsAlone ? null : (keepsWords ? code : address).exec(word);
    if (long === null) {
      if (column + width > columns) putOrBreak(word);
      else put(word);
      put(unit.slice(word.length));
      continue;
    }
    putOrBreak(word.slice(0, long.index));
    if (column + long[0].length > columns && at > from) endRow();
    put(long[0]);
    const rest = unit.slice(long.index + long[0].length);
    // What the terminal has wrapped ends somewhere. Whatever follows could look like a line of the client's own there.
    if (column > columns && at + rest.trimEnd().length < line.length) {
      put(rest.slice(0, rest.length - rest.trimStart().length));
      endRow();
      putOrBreak(rest.trimStart());
    } else putOrBreak(rest);
  }
  endRow();
  return ranges;
}

/** The pieces between two positions of the text. */
function slice(pieces: readonly Piece[], from: number, to: number): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const { text, styles } of pieces) {
    const part = text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (part !== "") found.push({ text: part, styles });
    start += text.length;
  }
  return found;
}

/** Each tab as the spaces to the next stop, counted from where the line's text begins. */
function withoutTabs(pieces: readonly Piece[]): readonly Piece[] {
  if (!pieces.some(({ text }) => text.includes("\t"))) return pieces;
  let column = 0;
  return pieces.map(({ text, styles }) => {
    const parts = text.split(/([\t\n])/).map((part) => {
      if (part === "\n") column = 0;
      else if (part !== "\t") column += columnsOf(part);
      else {
        const spaces = " ".repeat(tabColumns - (column % tabColumns));
        column += spaces.length;
        return spaces;
      }
      return part;
    });
    return { text: parts.join(""), styles };
  });
}

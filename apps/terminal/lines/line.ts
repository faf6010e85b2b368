// A line of the client, as a program reads it and as rows of a terminal. Pure.
import type { Mention } from "../../text/mentions/mention.ts";
import { parseMarkdown } from "../../text/markdown/parse-markdown.ts";
import { tameText } from "../../text/tame-text.ts";
import { harmless, indent } from "../chat-text.ts";
import { columnsOf, mostColumnsOf } from "./columns.ts";
import { closedRow, endOfIsolate, isolated, withoutIsolates } from "./direction.ts";
import { paragraphsOf, type Paragraph } from "./paragraphs.ts";
import { plain, styled, type Piece } from "./piece.ts";
import { wrap, type RowSpace } from "./wrap.ts";

/** What somebody wrote, as it came. */
export interface Written {
  readonly text: string;
  /** Whose names are marked; null: the text has no Markdown and no mentions. */
  readonly mentions: readonly Mention[] | null;
}

export interface Line {
  /** The client's own words before the text. What others wrote in them is `embedded`. */
  readonly head: string;
  readonly written?: Written;
  /** The client's own words after the text. */
  readonly tail?: string;
}

export interface Screen {
  readonly columns: number;
  /** Without styles, text is shown as it was typed. */
  readonly isStyled: boolean;
}

/** Where less remains beside the client's own words, the text begins in the next row. */
const leastColumns = 16;

/** For programs: one line, further lines of the text indented, as it was typed. */
export const lineOf = ({ head, written, tail = "" }: Line): string =>
  withoutIsolates(head) + indentedLines(harmless(written?.text ?? "")) + withoutIsolates(tail);

const indentedLines = (text: string): string => text.replaceAll("\n", `\n${indent}`);

/** For people: rows of at most the screen's width, all but the first indented, so that none looks like a line of its own. */
export function rowsOf({ head, written, tail = "" }: Line, screen: Screen): readonly string[] {
  // The last column stays free: terminals differ in what they do after it.
  const columns = Math.max(screen.columns - 1, 2 * indent.length);
  const rows: string[] = [];
  const beside = mostColumnsOf(head);
  const isBeside = written !== undefined && columns - beside >= leastColumns && !head.includes("\n");
  if (!isBeside) rows.push(...ownRows(head, columns));
  const margin = isBeside && beside <= columns / 3 ? beside : indent.length;
  const layout = { columns, isStyled: screen.isStyled, keepsWords: false };
  for (const paragraph of written === undefined ? [] : paragraphsFor(written, screen)) {
    const first = rows.length === 0 && isBeside ? head : " ".repeat(margin);
    rows.push(...rowsOfParagraph(paragraph, first, " ".repeat(margin), layout));
  }
  if (isBeside && rows.length === 0) rows.push(head);
  if (tail !== "") addTail(rows, tail, margin, columns);
  return rows;
}

function paragraphsFor({ text, mentions }: Written, { isStyled }: Screen): readonly Paragraph[] {
  const safe = tameText(harmless(text));
  return mentions === null || !isStyled
    ? [{ lead: [], next: [], pieces: [plain(isolated(safe))] }]
    : paragraphsOf(parseMarkdown(safe, mentions));
}

/** The client's own words: each of their lines may take several rows. */
function ownRows(text: string, columns: number): string[] {
  return text.split("\n").flatMap((line, index) => {
    const start = index === 0 ? "" : (/^ */.exec(line)?.[0] ?? "");
    const margin = " ".repeat(Math.min(start.length + indent.length, columns / 2));
    const words = { lead: [], next: [], pieces: [plain(line.slice(start.length))] };
    return rowsOfParagraph(words, start, margin, { columns, isStyled: false, keepsWords: true });
  });
}

function rowsOfParagraph(
  { lead, next, pieces }: Paragraph,
  first: string,
  other: string,
  { columns, isStyled, keepsWords }: Screen & Pick<RowSpace, "keepsWords">,
): string[] {
  const before = [
    [plain(first), ...lead],
    [plain(other), ...next],
  ] as const;
  const [firstColumn, nextColumn] = before.map((margin) => columnsOf(margin.map(({ text }) => text).join("")));
  let open: readonly string[] = [];
  // An isolate that goes on in another row is closed and opened again there. Some terminals show a blank for each control.
  const reserved = pieces.some(({ text }) => text.includes(endOfIsolate)) ? 2 : 0;
  const space = { first: firstColumn ?? 0, next: nextColumn ?? 0, columns: columns - reserved, keepsWords };
  return wrap(pieces, space).map((row, index) => {
    const body = closedRow(textOf(row, isStyled), open);
    open = body.open;
    return (textOf(before[index === 0 ? 0 : 1], isStyled) + body.text).trimEnd();
  });
}

const textOf = (pieces: readonly Piece[], isStyled: boolean): string =>
  pieces.map((piece) => (isStyled ? styled(piece) : piece.text)).join("");

/** At the end of the last row, or below it. */
function addTail(rows: string[], tail: string, margin: number, columns: number): void {
  const last = rows.at(-1) ?? "";
  const free = columns - mostColumnsOf(last);
  if (last !== "" && free >= columnsOf(tail)) rows[rows.length - 1] = last + tail;
  else rows.push(...ownRows(`\n${" ".repeat(margin)}${tail.trimStart()}`, columns).slice(1));
}

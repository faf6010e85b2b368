// A message's blocks as paragraphs for a terminal: styled pieces, and what stands before their rows. Pure.
import { linkShown } from "../../text/links/link-shown.ts";
import { isItself } from "../../text/links/plain-link.ts";
import type { Block, Inline } from "../../text/markdown/blocks.ts";
import { mentionText } from "../../text/mentions/mention.ts";
import { columnsOf } from "./columns.ts";
import { endOfIsolate, isolated, isolateFor, isolateForCode } from "./direction.ts";
import { plain, type Piece, type Style } from "./piece.ts";

export interface Paragraph {
  /** Stands before the first row: the bars of quotes, the marker of a list's item. */
  readonly lead: readonly Piece[];
  /** Stands before each other row. */
  readonly next: readonly Piece[];
  /** Lines are separated by line feeds. */
  readonly pieces: readonly Piece[];
}

interface Margin {
  readonly lead: readonly Piece[];
  readonly next: readonly Piece[];
}

const bar: Piece = { text: "│ ", styles: ["faint"] };
const noMargin: Margin = { lead: [], next: [] };

export const paragraphsOf = (blocks: readonly Block[]): readonly Paragraph[] => within(blocks, noMargin);

/** The margin's lead stands before the first paragraph only. */
function within(blocks: readonly Block[], margin: Margin): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const [index, block] of blocks.entries()) {
    const { next } = margin;
    paragraphs.push(...paragraphsIn(block, index === 0 ? margin : { lead: next, next }));
  }
  return paragraphs;
}

function paragraphsIn(block: Block, { lead, next }: Margin): Paragraph[] {
  switch (block.kind) {
    case "paragraph":
      return [{ lead, next, pieces: isolatedLines(piecesOf(block.children, [])) }];
    case "blank":
      return [{ lead, next, pieces: [plain(block.text.replaceAll(/[^\n]+/g, ""))] }];
    case "code-block":
      return [{ lead, next, pieces: isolatedLines([{ text: block.text, styles: ["code"] }], isolateForCode) }];
    case "quote":
      return within(block.blocks, { lead: [...lead, bar], next: [...next, bar] });
    case "list":
      return block.items.flatMap(({ marker, blocks }, index) => {
        const margin = {
          lead: [...(index === 0 ? lead : next), plain(`${isolated(marker)} `)],
          next: [...next, plain(" ".repeat(columnsOf(marker) + 1))],
        };
        return blocks.length === 0 ? [{ ...margin, pieces: [] }] : within(blocks, margin);
      });
  }
}

const piecesOf = (inlines: readonly Inline[], styles: readonly Style[]): Piece[] =>
  inlines.flatMap((inline): Piece | Piece[] => {
    if (typeof inline === "string") return { text: inline, styles };
    switch (inline.kind) {
      case "strong":
      case "em":
      case "del":
        return piecesOf(inline.children, [...styles, inline.kind]);
      case "code":
        return { text: inline.text, styles: [...styles, "code"] };
      case "link":
        return linkPieces(piecesOf(inline.children, [...styles, "link"]), inline.href, styles);
      case "mention":
        return { text: mentionText(inline), styles: [...styles, "mention", ...(inline.me ? (["me"] as const) : [])] };
      case "break":
        return { text: "\n", styles: [] };
    }
  });

/** A link in full: its words, and its address unless these are it and nobody takes them for another one. */
function linkPieces(label: readonly Piece[], href: string, styles: readonly Style[]): Piece[] {
  const words = textOf(label);
  if (isItself(href, words) && linkShown(href, words) === null) return [...label];
  return [...label, { text: " (", styles }, { text: href, styles: [...styles, "link"] }, { text: ")", styles }];
}

const textOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text).join("");

/** Not a name, an address or code. */
const isOwnText = ({ styles }: Piece): boolean =>
  !styles.some((style) => style === "mention" || style === "link" || style === "code");

/** Each line between isolates where it needs them. They stand in pieces of their own. */
function isolatedLines(pieces: readonly Piece[], isolate = isolateFor): Piece[] {
  const lines: Piece[][] = [[]];
  for (const { text, styles } of pieces)
    for (const [index, part] of text.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (part !== "") lines.at(-1)?.push({ text: part, styles });
    }
  return lines.flatMap((line, index) => {
    const start = isolate(textOf(line), textOf(line.filter(isOwnText)));
    const whole = start === "" ? line : [plain(start), ...line, plain(endOfIsolate)];
    return index === 0 ? whole : [plain("\n"), ...whole];
  });
}

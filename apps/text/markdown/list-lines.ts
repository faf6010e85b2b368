// Finds the list that begins at a line: CommonMark's rule, but only where somebody made a list. Pure.
import { indentOf, isBlankLine, withoutIndent } from "./indents.ts";

export interface ItemLines {
  /** As typed: `4.`, `-`. */
  readonly marker: string;
  /** Without the marker and the indent. */
  readonly lines: string[];
  /** Blank lines before the next item. */
  readonly blanks: readonly string[];
  /** The line of the marker. */
  readonly at: number;
}

export interface ListLines {
  readonly items: readonly ItemLines[];
  /** The line after the list. */
  readonly end: number;
  /** What made it a list. One of a single line is one within another list only. */
  readonly isMeant: boolean;
}

interface Marker {
  readonly marker: string;
  readonly indent: number;
  /** The column where the text of the item begins. */
  readonly offset: number;
  readonly rest: string;
}

const markerLine = /^( {0,3})([-*+]|\d{1,9}[.)])(?=[ \t]|$)(.*)$/s;
/** A line that separates. It is shown as it was typed. */
const rule = /^ {0,3}([-*_])[ \t]*(?:\1[ \t]*){2,}$/;
export const taskBox = /^\[([ xX])\][ \t]+(?=\S)/;
/** More spaces than this behind a marker belong to the text. */
const maxGap = 4;

function markerOf(line: string): Marker | null {
  const [, { length: indent } = "", marker = "", behind = ""] = markerLine.exec(line) ?? [];
  if (marker === "" || rule.test(line)) return null;
  const column = indent + marker.length;
  const gap = indentOf(behind, column);
  const own = isBlankLine(behind) || gap > maxGap ? 1 : gap;
  return { marker, indent, offset: column + own, rest: isBlankLine(behind) ? "" : withoutIndent(behind, own, column) };
}

const kindOf = ({ marker }: Marker): string => marker.slice(-1);

/** @param inParagraph the line follows text at once: an empty item, and a number other than 1, begins no list there */
export function listAt(lines: readonly string[], from: number, inParagraph: boolean): ListLines | null {
  const first = markerOf(lines[from] ?? "");
  if (first === null) return null;
  if (inParagraph && (first.rest === "" || (/^\d/.test(first.marker) && Number.parseInt(first.marker, 10) !== 1)))
    return null;
  const items: ItemLines[] = [];
  let at = from;
  for (let marker: Marker | null = first; marker !== null && kindOf(marker) === kindOf(first);) {
    const { item, end } = itemAt(lines, at, marker);
    const next = end + item.blanks.length;
    marker = markerOf(lines[next] ?? "");
    const goesOn = marker !== null && kindOf(marker) === kindOf(first);
    items.push(goesOn ? item : { ...item, blanks: [] });
    at = goesOn ? next : end;
  }
  return { items, end: at, isMeant: isList(items) };
}

/** @returns `end`: the line after the item, without the blank ones behind it */
function itemAt(
  lines: readonly string[],
  at: number,
  marker: Marker,
): { readonly item: ItemLines; readonly end: number } {
  const own = [marker.rest];
  let end = at + 1;
  let next = end;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? "";
    if (isBlankLine(line)) continue;
    const isEmpty = own.length === 1 && marker.rest === "";
    if (indentOf(line) < marker.offset || (isEmpty && next > end)) break;
    for (; end < next; end += 1) own.push(withoutIndent(lines[end] ?? "", marker.offset));
    own.push(withoutIndent(line, marker.offset));
    end = next + 1;
  }
  return { item: { marker: marker.marker, lines: own, blanks: lines.slice(end, next), at }, end };
}

/** A single line with a marker is a sentence: a date, a minus, somebody's words in a dialogue. */
const isList = (items: readonly ItemLines[]): boolean =>
  items.filter(({ lines }) => lines.some((line) => line !== "")).length > 1 ||
  items.some(({ lines: [first = "", ...others] }) => taskBox.test(first) || others.length > 0);

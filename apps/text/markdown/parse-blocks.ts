// Parses lines into blocks: quotes, lists, code and paragraphs. What is none of the first three stays as it was typed.
import type { Block, ListItem } from "./blocks.ts";
import { fencedCodeAt } from "./fence-lines.ts";
import { isBlankLine } from "./indents.ts";
import { listAt, taskBox, type ItemLines, type ListLines } from "./list-lines.ts";
import type { Mention } from "../mentions/mention.ts";
import { parseInlines } from "./parse-inlines.ts";
import { quoteAt, withoutQuote } from "./quote-lines.ts";

/** The depth of nested quotes and lists. Deeper ones are shown as they were typed. */
const maxDepth = 6;

interface Place {
  readonly mentions: readonly Mention[];
  /** The text goes on behind the last line. */
  readonly isCut: boolean;
  readonly depth: number;
  /** Behind the marker of a list, where an item may have a list of one item from its second line on. */
  readonly inItem: boolean;
}

export const parseBlocks = (lines: readonly string[], mentions: readonly Mention[], isCut: boolean): Block[] =>
  blocksOf(lines, { mentions, isCut, depth: 0, inItem: false });

function blocksOf(lines: readonly string[], place: Place): Block[] {
  const blocks: Block[] = [];
  const nested = new Nested(lines, place);
  let text: string[] = [];
  const endParagraph = (end: number): void => {
    if (text.length > 0) blocks.push(paragraphOf(text, end === lines.length ? place : whole(place)));
    text = [];
  };
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? "";
    const found = isBlankLine(line) ? blankAt(lines, at) : nested.at(at, text);
    if (found === null) {
      text.push(line);
      at += 1;
      continue;
    }
    endParagraph(at);
    blocks.push(found.block);
    at = found.end;
  }
  endParagraph(lines.length);
  return blocks;
}

interface Found {
  readonly block: Block;
  readonly end: number;
}

function blankAt(lines: readonly string[], at: number): Found {
  let end = at;
  while (end < lines.length && isBlankLine(lines[end] ?? "")) end += 1;
  return { block: { kind: "blank", text: lines.slice(at, end).join("\n") }, end };
}

/** Finds quotes, lists and code, and looks at no line twice for one that it did not find. */
class Nested {
  readonly #lines: readonly string[];
  readonly #place: Place;
  /** Up to these lines there is no quote and no list. */
  #noQuote = 0;
  #noList = 0;

  constructor(lines: readonly string[], place: Place) {
    this.#lines = lines;
    this.#place = place;
  }

  /** @param paragraph the lines of text right above */
  at(at: number, paragraph: readonly string[]): Found | null {
    const code = fencedCodeAt(this.#lines, at, paragraph);
    if (code !== null) {
      const { text, language, end } = code;
      return { block: { kind: "code-block", text, language }, end };
    }
    return this.#place.depth < maxDepth ? (this.#quoteAt(at) ?? this.#listAt(at, paragraph.length > 0)) : null;
  }

  #quoteAt(at: number): Found | null {
    if (at < this.#noQuote) return null;
    const { end, isMeant } = quoteAt(this.#lines, at);
    this.#noQuote = end;
    if (!isMeant) return null;
    const lines = this.#lines.slice(at, end).map(withoutQuote);
    const place = deeper(this.#placeTo(end));
    return { block: { kind: "quote", blocks: blocksOf(lines, { ...place, inItem: false }) }, end };
  }

  #listAt(at: number, inParagraph: boolean): Found | null {
    if (at < this.#noList) return null;
    const list = listAt(this.#lines, at, inParagraph);
    if (list === null) return null;
    if (!list.isMeant && !(this.#place.inItem && at > 0)) {
      this.#noList = list.end;
      return null;
    }
    return { block: listOf(list, deeper(this.#placeTo(list.end))), end: list.end };
  }

  #placeTo = (end: number): Place => (end === this.#lines.length ? this.#place : whole(this.#place));
}

const whole = (place: Place): Place => ({ ...place, isCut: false });
const deeper = (place: Place): Place => ({ ...place, depth: place.depth + 1, inItem: true });

const listOf = ({ items }: ListLines, place: Place): Block => ({
  kind: "list",
  ordered: /^\d/.test(items[0]?.marker ?? ""),
  items: items.map((item, at) => itemOf(item, at === items.length - 1 ? place : whole(place))),
});

function itemOf({ marker, lines: [first = "", ...others], blanks }: ItemLines, place: Place): ListItem {
  const [box = "", checked] = taskBox.exec(first) ?? [];
  const bullet = marker === "*" ? "•" : marker;
  const task = checked === " " ? "☐" : "☑";
  return {
    marker: box === "" ? bullet : /^\d/.test(marker) ? `${marker} ${task}` : task,
    blocks: blocksOf([first.slice(box.length), ...others, ...blanks], place),
  };
}

const paragraphOf = (lines: readonly string[], { mentions, isCut }: Place): Block => ({
  kind: "paragraph",
  children: parseInlines(lines.join("\n"), { mentions, isCut, hidden: escapedStarts(lines) }),
});

const escapedStart = /^( {0,3}(?:\d{1,9})?)\\([-+*>.)])/;

/** The positions of the backslashes without which a line would begin a quote or an item of a list. */
function escapedStarts(lines: readonly string[]): ReadonlySet<number> {
  const escaped = new Set<number>();
  if (!lines.some((line) => escapedStart.test(line))) return escaped;
  const bare = lines.map((line) => line.replace(escapedStart, "$1$2"));
  const acts = new Set<number>();
  for (let at = 0; at < bare.length; at += 1) {
    const list = acts.has(at) ? null : listAt(bare, at, at > 0);
    if (list?.isMeant === true) for (const item of list.items) acts.add(item.at);
    else if (quoteAt(bare, at).isMeant) acts.add(at);
  }
  let start = 0;
  for (const [at, line] of lines.entries()) {
    const [, before = ""] = acts.has(at) ? (escapedStart.exec(line) ?? []) : [];
    if (acts.has(at) && escapedStart.test(line)) escaped.add(start + before.length);
    start += line.length + 1;
  }
  return escaped;
}

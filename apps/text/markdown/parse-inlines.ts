// Parses the text of a paragraph: emphasis, code, links, mentions and line breaks. What is none of these stays as it is.
import type { Inline } from "./blocks.ts";
import { bracketTarget } from "./bracket-target.ts";
import { CodeSpans } from "./code-span.ts";
import { emphasised, merged, runOf, type Node } from "./emphasis.ts";
import { sidesOf } from "./emphasis-sides.ts";
import { findMentions, type FoundName } from "../mentions/find-mentions.ts";
import { linkTarget } from "../links/link-target.ts";
import { nextLink } from "../links/link-at.ts";
import { mentionText, type Mention } from "../mentions/mention.ts";

/** Before one of these a backslash may say that it is no mark. */
const escape = /\\([\\`*_~[\]()!<>])/g;
const anyMark = /[\\`*_~[\]<@＠﹫]|:\/\/|www\.|mailto:/i;

interface InlineOptions {
  readonly mentions: readonly Mention[];
  /** The text goes on: emphasis that has begun reaches to the end. */
  readonly isCut: boolean;
  /** Backslashes that are not shown, besides those that are found here. */
  readonly hidden: ReadonlySet<number>;
}

export function parseInlines(text: string, options: InlineOptions): Inline[] {
  if (options.hidden.size === 0 && !anyMark.test(text)) return linesOf(text.split("\n"));
  return new Scan(text, options, escapesOf(text, options)).inlines();
}

/**
 * The positions of the backslashes that are not shown: those without which the mark behind would act. All others are
 * text: `C:\*.txt`, `¯\_(ツ)_/¯`.
 */
function escapesOf(text: string, options: InlineOptions): ReadonlySet<number> {
  const { hidden } = options;
  if (!text.includes("\\")) return hidden;
  const positions: number[] = [];
  const bare = text.replaceAll(escape, (_whole, mark: string, position: number) => {
    positions.push(position);
    return mark;
  });
  if (positions.length === 0) return hidden;
  const scan = new Scan(bare, options, null);
  scan.inlines();
  // Each mark stands one place further back for each backslash before it.
  const isHidden = (position: number, nth: number): boolean =>
    text.charAt(position + 1) !== "\\" && scan.acted.has(position - nth);
  return new Set([...hidden, ...positions.filter(isHidden)]);
}

interface Bracket {
  readonly at: number;
  readonly node: number;
  readonly isImage: boolean;
  /** Within it a link has ended: there are no links in links. */
  isDead: boolean;
}

class Scan {
  /** The positions of the marks that act. */
  readonly acted = new Set<number>();
  readonly #text: string;
  /** The backslashes that are not shown; null: a backslash is like any other character. */
  readonly #escapes: ReadonlySet<number> | null;
  readonly #isCut: boolean;
  readonly #code: CodeSpans;
  readonly #mentions: ReadonlyMap<number, { readonly end: number; readonly mention: Inline }>;
  readonly #brackets: Bracket[] = [];
  #nodes: Node[] = [];
  #link: ReturnType<typeof nextLink>;
  #at = 0;

  constructor(text: string, { mentions, isCut }: InlineOptions, escapes: ReadonlySet<number> | null) {
    this.#isCut = isCut;
    this.#text = text;
    this.#escapes = escapes;
    this.#code = new CodeSpans(text);
    this.#link = nextLink(text);
    this.#mentions = new Map(
      findMentions(text, mentions).map((found) => [found.at, { end: found.end, mention: mentionOf(text, found) }]),
    );
  }

  inlines(): Inline[] {
    while (this.#at < this.#text.length) this.#step();
    return emphasised(this.#text, this.#nodes, { acted: this.acted, isCut: this.#isCut });
  }

  #step(): void {
    const text = this.#text;
    const at = this.#at;
    if (this.#link !== null && this.#link.at < at) this.#link = nextLink(text, at);
    if (this.#link?.at === at) return this.#bareLink(this.#link);
    const mentioned = this.#mentions.get(at);
    if (mentioned !== undefined) return this.#put(mentioned.mention, mentioned.end);
    const char = text.charAt(at);
    switch (char) {
      case "\n":
        return this.#put({ kind: "break" }, at + 1);
      case "\\":
        return this.#backslash();
      case "`":
        return this.#backticks();
      case "*":
      case "_":
      case "~":
        return this.#run(char);
      case "!":
        if (text.charAt(at + 1) === "[") return this.#openBracket(2);
        break;
      case "[":
        return this.#openBracket(1);
      case "]":
        return this.#closeBracket();
      case "<":
        return this.#pointed();
    }
    return this.#words();
  }

  #put(node: Node, end: number): void {
    this.#nodes.push(node);
    this.#at = end;
  }

  /** Up to the next character that may be a mark. */
  #words(): void {
    const search = /[\\`*_~[\]!<@＠﹫\n]/g;
    search.lastIndex = this.#at + 1;
    const mark = search.exec(this.#text)?.index ?? this.#text.length;
    const end = this.#link === null ? mark : Math.min(mark, this.#link.at);
    this.#put(this.#text.slice(this.#at, end), end);
  }

  #backslash(): void {
    const at = this.#at;
    const next = this.#text.charAt(at + 1);
    if (this.#escapes === null || !/[\\`*_~[\]()!<>.+-]/.test(next) || next === "") return this.#put("\\", at + 1);
    this.#put(this.#escapes.has(at) ? next : `\\${next}`, at + 2);
  }

  #backticks(): void {
    const at = this.#at;
    const marks = runLength(this.#text, at);
    const code = this.#code.at(at, marks);
    if (code === null) return this.#put("`".repeat(marks), at + marks);
    this.#acts(at, at + marks);
    this.#acts(code.end - marks, code.end);
    return this.#put({ kind: "code", text: code.text }, code.end);
  }

  #run(mark: string): void {
    const at = this.#at;
    const length = runLength(this.#text, at);
    const end = at + length;
    // `3~5 days`, `~~~`: only two are a mark.
    if (mark === "~" && length !== 2) return this.#put(mark.repeat(length), end);
    return this.#put(runOf(at, length, sidesOf(this.#text, at, end)), end);
  }

  #openBracket(length: number): void {
    this.#brackets.push({ at: this.#at, node: this.#nodes.length, isImage: length === 2, isDead: false });
    this.#put(this.#text.slice(this.#at, this.#at + length), this.#at + length);
  }

  #closeBracket(): void {
    const close = this.#at;
    const bracket = this.#brackets.pop();
    const target = bracket === undefined || bracket.isDead ? null : bracketTarget(this.#text, close + 1);
    const href = target === null ? null : linkTarget(target.address);
    if (bracket === undefined || target === null || href === null) return this.#put("]", close + 1);
    const label = this.#nodes.splice(bracket.node).slice(1);
    const children = withoutLinks(emphasised(this.#text, label, { acted: this.acted, isCut: false }));
    // An image becomes a link, so that no message makes the page fetch something.
    if (!bracket.isImage) for (const outer of this.#brackets) if (!outer.isImage) outer.isDead = true;
    this.#acts(bracket.at, bracket.at + 2);
    this.#acts(close, target.end);
    return this.#put({ kind: "link", href, children: isSeen(children) ? children : [href] }, target.end);
  }

  /** `<https://example.com>` */
  #pointed(): void {
    const at = this.#at;
    const pointed = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*|[^\s<>@\\]+@[a-z\d.-]+)>/iy;
    pointed.lastIndex = at;
    const address = pointed.exec(this.#text)?.[1];
    const href = address === undefined ? null : linkTarget(/^[^@:]*@/.test(address) ? `mailto:${address}` : address);
    if (address === undefined || href === null) return this.#put("<", at + 1);
    this.#acts(at, at + 1);
    this.#acts(pointed.lastIndex - 1, pointed.lastIndex);
    return this.#put({ kind: "link", href, children: [address] }, pointed.lastIndex);
  }

  #bareLink({ at, end, href }: NonNullable<ReturnType<typeof nextLink>>): void {
    return this.#put({ kind: "link", href, children: [this.#text.slice(at, end)] }, end);
  }

  #acts(from: number, to: number): void {
    for (let at = from; at < to; at += 1) this.acted.add(at);
  }
}

function mentionOf(text: string, { at, end, bearers }: FoundName<Mention>): Inline {
  const sign = text.charAt(at);
  const name = text.slice(at + 1, end);
  const [id, ...others] = new Set(bearers.map((bearer) => bearer.id));
  const isOne = id !== undefined && others.length === 0;
  return {
    kind: "mention",
    name,
    me: bearers.some(({ me }) => me),
    ...(isOne && { id }),
    ...(sign !== "@" && { sign }),
  };
}

function runLength(text: string, at: number): number {
  let end = at + 1;
  while (text.charAt(end) === text.charAt(at)) end += 1;
  return end - at;
}

const isSeen = (inlines: readonly Inline[]): boolean =>
  inlines.some((inline) => typeof inline !== "string" || inline.trim() !== "");

/** A label has no links and mentions of its own. */
const withoutLinks = (inlines: readonly Inline[]): Inline[] =>
  merged(
    inlines.flatMap((inline): Inline | readonly Inline[] => {
      if (typeof inline === "string") return inline;
      if (inline.kind === "mention") return mentionText(inline);
      if (!("children" in inline)) return inline;
      const children = withoutLinks(inline.children);
      return inline.kind === "link" ? children : { kind: inline.kind, children };
    }),
  );

/** Without any mark. */
export const linesOf = (lines: readonly string[]): Inline[] =>
  lines.flatMap((line, index): Inline[] => {
    const own = line === "" ? [] : [line];
    return index === 0 ? own : [{ kind: "break" }, ...own];
  });

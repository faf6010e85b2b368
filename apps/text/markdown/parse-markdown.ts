// Parses a message's text into blocks. For any text they are limited in number and depth, and links have safe targets.
import type { Token, Tokens } from "marked";
import type { Block, Inline } from "./blocks.ts";
import { lexMessage } from "./lex-message.ts";
import { linkTarget } from "../links/link-target.ts";
import { markMentions, type Mention } from "./mark-mentions.ts";
import { tameText } from "../tame-text.ts";

/** A text with more Markdown characters than this is not prose, and is shown as it was typed. */
const maxMarks = 1_500;
const marks = /[*_~`<>[\]\\]|:\/\/|www\.|@|^\s*(?:[-+]|\d+[.)])\s/gm;

interface Context {
  readonly mentions: readonly Mention[];
  /** Inside a link, links and mentions are not made. */
  readonly inLink: boolean;
}

/** @param text untrusted, of any length */
export function parseMarkdown(text: string, mentions: readonly Mention[] = []): readonly Block[] {
  const tamed = tameText(text);
  const count = tamed.match(marks)?.length ?? 0;
  const context = { mentions, inLink: false };
  return count === 0 || count > maxMarks
    ? [{ kind: "paragraph", children: linesOf(tamed.trim(), context) }]
    : blocksOf(lexMessage(tamed), context);
}

const blocksOf = (tokens: readonly Token[], context: Context): readonly Block[] =>
  tokens.filter(({ type }) => type !== "space").map((token) => blockOf(token, context));

function blockOf(token: Token, context: Context): Block {
  switch (token.type) {
    case "code":
      return codeOf(token as Tokens.Code, context);
    case "blockquote":
      return { kind: "quote", blocks: blocksOf((token as Tokens.Blockquote).tokens, context) };
    case "list":
      return listOf(token as Tokens.List, context);
    default:
      return { kind: "paragraph", children: inlinesOf(partsOf(token) ?? [token], context) };
  }
}

/** The word beside the opening fence must look like a language. Otherwise the fence is shown as it was typed. */
function codeOf({ raw, lang = "", text }: Tokens.Code, context: Context): Block {
  return text === "" || !/^[\w+#.-]{0,20}$/.test(lang)
    ? { kind: "paragraph", children: linesOf(raw.trim(), context) }
    : { kind: "code-block", text, language: lang };
}

function listOf({ raw, ordered, start, items }: Tokens.List, context: Context): Block {
  // A single `*` or `-` is text, not an empty list.
  if (items.every(({ tokens }) => tokens.length === 0)) return { kind: "paragraph", children: [raw.trim()] };
  return { kind: "list", start: ordered ? Number(start) : null, items: items.map((item) => itemOf(item, context)) };
}

function itemOf({ tokens, task, checked }: Tokens.ListItem, context: Context): readonly Block[] {
  const blocks = blocksOf(
    tokens.filter(({ type }) => type !== "checkbox"),
    context,
  );
  if (!task) return blocks;
  const [first, ...rest] = blocks;
  const box = checked === true ? "☑ " : "☐ ";
  return first?.kind === "paragraph"
    ? [{ kind: "paragraph", children: [box, ...first.children] }, ...rest]
    : [{ kind: "paragraph", children: [box] }, ...blocks];
}

const inlinesOf = (tokens: readonly Token[], context: Context): readonly Inline[] =>
  tokens.flatMap((token): Inline | readonly Inline[] => {
    switch (token.type) {
      case "strong":
      case "em":
      case "del":
        return { kind: token.type, children: inlinesOf(partsOf(token) ?? [], context) };
      case "codespan":
        return { kind: "code", text: (token as Tokens.Codespan).text };
      case "br":
        return { kind: "break" };
      case "link":
      case "image":
        return linkOf(token as Tokens.Link | Tokens.Image, context);
      case "escape":
        return (token as Tokens.Escape).text;
      default:
        return partsOf(token)?.flatMap((part) => inlinesOf([part], context)) ?? linesOf(token.raw, context);
    }
  });

const partsOf = (token: Token): readonly Token[] | undefined => ("tokens" in token ? token.tokens : undefined);

/** An image becomes a link, so that no message makes the page fetch something. */
function linkOf(token: Tokens.Link | Tokens.Image, context: Context): Inline | readonly Inline[] {
  const href = linkTarget(token.href);
  if (href === null) return linesOf(token.raw, context);
  const label = token.text.trim() === "" ? [href] : inlinesOf(token.tokens, { ...context, inLink: true });
  return context.inLink ? label : { kind: "link", href, children: label };
}

const linesOf = (text: string, { mentions, inLink }: Context): readonly Inline[] =>
  text.split("\n").flatMap((line, index): readonly Inline[] => {
    const inlines = line === "" ? [] : markMentions(line, inLink ? [] : mentions);
    return index === 0 ? inlines : [{ kind: "break" }, ...inlines];
  });

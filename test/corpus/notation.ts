// Writes down what a parsed text shows, so that it can be compared with the corpus. README.md describes the notation.
import type { Block, Inline } from "../../apps/text/markdown/blocks.ts";

const styles = { strong: "b", em: "i", del: "s" } as const;

export const notationOf = (blocks: readonly Block[]): string => blocks.map(blockNotation).join("\n");

function blockNotation(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return block.children.map(inlineNotation).join("");
    case "code-block":
      return `⟦pre${block.language === "" ? "" : ` ${block.language}`}⟧\n${block.text}\n⟦/pre⟧`;
    case "quote":
      return notationOf(block.blocks).replaceAll(/^(?=.)/gm, "⟦>⟧ ");
    case "blank":
      return block.text;
    case "list":
      return block.items
        .map(({ marker, blocks }) => {
          const text = notationOf(blocks).replaceAll(/\n(?=.)/g, "\n  ");
          return text === "" || text.startsWith("\n") ? `⟦${marker}⟧${text}` : `⟦${marker}⟧ ${text}`;
        })
        .join("\n");
  }
}

function inlineNotation(inline: Inline): string {
  if (typeof inline === "string") return inline;
  switch (inline.kind) {
    case "break":
      return "\n";
    case "code":
      return `⟦c ${inline.text}⟧`;
    case "mention":
      return `⟦@ ${inline.name}⟧`;
    case "link": {
      const label = inline.children.map(inlineNotation).join("");
      return addressesOf(label).includes(inline.href) ? `⟦a ${label}⟧` : `⟦a ${label} → ${inline.href}⟧`;
    }
    default:
      return `⟦${styles[inline.kind]} ${inline.children.map(inlineNotation).join("")}⟧`;
  }
}

/** Where a bare address leads, as a person reads it. */
const addressesOf = (label: string): readonly string[] =>
  [label, `https://${label}`, `http://${label}`, `mailto:${label}`].flatMap((address) =>
    URL.canParse(address) ? [new URL(address).href] : [],
  );

/** Items of a numbered list are seen as they are typed. */
export const numbersAsText = (notation: string): string => notation.replaceAll(/⟦(\d+[.)])⟧/g, "$1");

const marker = /⟦([>•☐☑+-]|\d+[.)](?: [☐☑])?)⟧/g;

/** What is seen, without what makes it stand out. */
export function seenOf(notation: string): string {
  let text = notation;
  for (let before = ""; before !== text;) {
    before = text;
    text = text
      .replaceAll(/⟦a ([^⟦⟧]*?)(?: → [^⟦⟧]*)?⟧/g, "$1")
      .replaceAll(/⟦[bisc] ([^⟦⟧]*)⟧/g, "$1")
      .replaceAll(/⟦(@) ([^⟦⟧]*)⟧/g, "$1$2");
  }
  return text.replaceAll(/⟦pre[^⟧]*⟧\n|\n⟦\/pre⟧/g, "").replaceAll(marker, "$1");
}

/** The same in a terminal, which shows links in full and a bar beside quotes. */
export const seenInTerminal = (notation: string): string =>
  seenOf(
    notation.replaceAll(/⟦a ([^⟦⟧]*?) → ([^⟦⟧]*)⟧/g, "$1 ($2)").replaceAll(/(?<=^(?:⟦>⟧ )*)⟦>⟧/gm, "│"),
  ).replaceAll(/ +$/gm, "");

/** The same in a page, which draws a bar beside quotes and names the language of code. */
export const seenInPage = (notation: string): string =>
  seenOf(notation.replaceAll(/⟦pre ([^⟧]*)⟧/g, "$1").replaceAll(/⟦>⟧ ?/g, ""));

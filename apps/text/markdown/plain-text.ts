// What is seen of a text, as text: without the marks that acted, with all lines.
import type { Block, Inline, ListItem } from "./blocks.ts";
import { mentionText } from "../mentions/mention.ts";

/** Lines stay lines. List markers and the `>` of quotes are text, and all that was no mark is as it was typed. */
export const plainText = (blocks: readonly Block[]): string => blocks.map(blockText).join("\n");

function blockText(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return inlineText(block.children);
    case "blank":
    case "code-block":
      return block.text;
    case "quote":
      return prefixed(plainText(block.blocks), "> ", "> ");
    case "list":
      return block.items.map(itemText).join("\n");
  }
}

const itemText = ({ marker, blocks }: ListItem): string =>
  prefixed(plainText(blocks), `${marker} `, " ".repeat(marker.length + 1));

/** Blank lines get no spaces at their end. */
const prefixed = (text: string, first: string, others: string): string =>
  text
    .split("\n")
    .map((line, index) =>
      line === "" ? (index === 0 ? first : others).trimEnd() : (index === 0 ? first : others) + line,
    )
    .join("\n");

/** Of a part of a paragraph, as the label of a link. */
export const inlineText = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => {
      if (typeof inline === "string") return inline;
      switch (inline.kind) {
        case "code":
          return inline.text;
        case "mention":
          return mentionText(inline);
        case "break":
          return "\n";
        default:
          return inlineText(inline.children);
      }
    })
    .join("");

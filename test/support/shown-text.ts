// A compact notation of what a message shows: <b>, <i>, <s> and <c> for emphasis and code, {@name} for a mention.
import type { Block, Inline } from "../../apps/text/markdown/blocks.ts";

const tags = { strong: "b", em: "i", del: "s" } as const;

function inlineShown(inline: Inline): string {
  if (typeof inline === "string") return inline;
  switch (inline.kind) {
    case "code":
      return `<c>${inline.text}</c>`;
    case "break":
      return "\n";
    case "mention":
      return `{@${inline.name}}`;
    case "link": {
      const label = inline.children.map(inlineShown).join("");
      return label === inline.href || `${label}/` === inline.href ? label : `<a ${inline.href}>${label}</a>`;
    }
    default:
      return `<${tags[inline.kind]}>${inline.children.map(inlineShown).join("")}</${tags[inline.kind]}>`;
  }
}

function blockShown(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return block.children.map(inlineShown).join("");
    case "blank":
      return block.text;
    case "code-block":
      return `<pre ${block.language}>${block.text}</pre>`;
    case "quote":
      return `<q>${shownText(block.blocks)}</q>`;
    case "list":
      return block.items.map(({ marker, blocks }) => `[${marker}] ${shownText(blocks)}`).join("\n");
  }
}

export const shownText = (blocks: readonly Block[]): string => blocks.map(blockShown).join("\n");

// Writes blocks as the HTML of CommonMark's examples, and makes both forms of HTML comparable.
import type { Block, Inline } from "../../apps/text/markdown/blocks.ts";

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function inlineHtml(inline: Inline): string {
  if (typeof inline === "string") return escaped(inline);
  switch (inline.kind) {
    case "code":
      return `<code>${escaped(inline.text)}</code>`;
    case "break":
      return "\n";
    case "mention":
      return `@${inline.name}`;
    case "link":
      return `<a href="${escaped(inline.href)}">${inlinesHtml(inline.children)}</a>`;
    default:
      return `<${inline.kind}>${inlinesHtml(inline.children)}</${inline.kind}>`;
  }
}

const inlinesHtml = (inlines: readonly Inline[]): string => inlines.map(inlineHtml).join("");

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${inlinesHtml(block.children)}</p>`;
    case "blank":
      return "";
    case "code-block": {
      const language = block.language === "" ? "" : ` class="language-${block.language}"`;
      return `<pre><code${language}>${escaped(block.text)}\n</code></pre>`;
    }
    case "quote":
      return `<blockquote>${blocksHtml(block.blocks)}</blockquote>`;
    case "list": {
      const tag = block.ordered ? "ol" : "ul";
      return `<${tag}>${block.items.map(({ blocks }) => `<li>${blocksHtml(blocks)}</li>`).join("")}</${tag}>`;
    }
  }
}

export const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join("\n");

/**
 * Without what is no difference in a message: paragraphs are lines, each line break is kept and stands where it was typed,
 * indents and spaces at the ends of lines are kept, a number stands in the item, an image is a link, and titles are not shown.
 */
export const comparable = (html: string): string =>
  html
    .replaceAll(/<img src="([^"]*)" alt="([^"]*)"(?: title="[^"]*")? \/>/g, '<a href="$1">$2</a>')
    .replaceAll(/ (?:start|title)="[^"]*"/g, "")
    .replaceAll(/(?<= href=")[^"]*/g, (href) => (URL.canParse(href) ? new URL(href).href : href))
    .split(/(<pre>[^]*?<\/pre>)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll(/<\/?p>|<br \/>/g, "\n")
            .replaceAll(/[ \t]*\n\s*/g, "\n")
            .replaceAll(/\n*(<\/?(?:ul|ol|li|blockquote)>)\n*/g, "$1"),
    )
    .join("")
    .replaceAll(/\n*(<\/?pre>)\n*/g, "$1")
    .trim();

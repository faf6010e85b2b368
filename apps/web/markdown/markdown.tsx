// Renders a message's text.
import type { VNode } from "preact";
import type { Block, Inline, ListItem } from "../../text/markdown/blocks.ts";
import type { Mention } from "../../text/markdown/mention.ts";
import { parseMarkdown } from "../../text/markdown/parse-markdown.ts";

interface MarkdownProps {
  /** The text as it was sent, or the part that the caller has clipped (`clipText`). */
  readonly text: string;
  readonly mentions?: readonly Mention[];
  /** The text goes on. */
  readonly isClipped?: boolean;
}

/** Isolated, so that its direction is that of its own first letter, independent of the text around it. */
export function Markdown({ text, mentions, isClipped }: MarkdownProps) {
  return (
    <div class="markdown" dir="auto">
      {parseMarkdown(text, mentions, isClipped).map(showBlock)}
    </div>
  );
}

function showBlock(block: Block): VNode {
  switch (block.kind) {
    case "paragraph":
      return <p dir="auto">{block.children.map(showInline)}</p>;
    case "blank":
      return (
        <p>
          {block.text.split("\n").map(() => (
            <br />
          ))}
        </p>
      );
    case "code-block":
      return (
        <pre dir="ltr" tabIndex={0}>
          {block.language !== "" && <span class="code-language">{block.language}</span>}
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return <blockquote dir="auto">{block.blocks.map(showBlock)}</blockquote>;
    case "list": {
      const items = block.items.map(showItem);
      // Without marks of its own a list is none for some screen readers, unless it says so.
      return block.ordered ? <ol role="list">{items}</ol> : <ul role="list">{items}</ul>;
    }
  }
}

/** The marker is text, as it was typed: no number changes, and what is selected has it. */
const showItem = ({ marker, blocks }: ListItem): VNode => (
  <li dir="auto">
    <span class="markdown-marker">{`${marker} `}</span>
    <div>{blocks.map(showBlock)}</div>
  </li>
);

function showInline(inline: Inline): VNode | string {
  if (typeof inline === "string") return inline;
  switch (inline.kind) {
    case "strong":
      return <strong>{inline.children.map(showInline)}</strong>;
    case "em":
      return <em>{inline.children.map(showInline)}</em>;
    case "del":
      return <del>{inline.children.map(showInline)}</del>;
    case "code":
      return <code dir="ltr">{inline.text}</code>;
    case "link":
      return (
        <a href={inline.href} title={inline.href} target="_blank" rel="noopener noreferrer nofollow">
          <bdi>{inline.children.map(showInline)}</bdi>
        </a>
      );
    case "mention":
      return <span class={inline.me ? "mention mention-me" : "mention"}>@{inline.name}</span>;
    case "break":
      return <br />;
  }
}

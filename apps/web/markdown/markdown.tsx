// Renders a message's text.
import type { VNode } from "preact";
import type { Block, Inline, ListItem, MentionInline } from "../../text/markdown/blocks.ts";
import { directionOf } from "../../text/markdown/direction.ts";
import { mentionText, type Mention } from "../../text/mentions/mention.ts";
import { parseMarkdown } from "../../text/markdown/parse-markdown.ts";
import { inlineText } from "../../text/markdown/plain-text.ts";
import { MessageLink } from "./message-link.tsx";

interface MarkdownProps {
  /** The text as it was sent, or the part that the caller has clipped (`clipText`). */
  readonly text: string;
  readonly mentions?: readonly Mention[];
  /** The text goes on. */
  readonly isClipped?: boolean;
  /** A mention of this person was pressed. Left out: mentions are not pressed. */
  readonly onPerson?: (id: string, mention: Element) => void;
}

/** In its own direction, and each line of it too (message-text.css), whatever is around it. */
export function Markdown({ text, mentions, isClipped, onPerson }: MarkdownProps) {
  const blocks = parseMarkdown(text, mentions, isClipped);
  return (
    <div
      class="markdown"
      dir={directionOf(blocks)}
      onClick={({ target }) => {
        const mention = target instanceof Element ? target.closest("[data-person]") : null;
        const id = mention?.getAttribute("data-person") ?? null;
        if (mention !== null && id !== null) onPerson?.(id, mention);
      }}
    >
      {blocks.map(showBlock)}
    </div>
  );
}

function showBlock(block: Block): VNode {
  switch (block.kind) {
    case "paragraph":
      return <p>{block.children.map(showInline)}</p>;
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
      return <blockquote dir={directionOf(block.blocks)}>{block.blocks.map(showBlock)}</blockquote>;
    case "list": {
      const items = block.items.map(showItem);
      const dir = directionOf([block]);
      const List = block.ordered ? "ol" : "ul";
      // Without marks of its own a list is none for some screen readers, unless it says so.
      return (
        <List role="list" dir={dir}>
          {items}
        </List>
      );
    }
  }
}

/** The marker is text, as it was typed: no number changes, and what is selected has it. */
const showItem = ({ marker, blocks }: ListItem): VNode => (
  <li>
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
        <MessageLink href={inline.href} label={inlineText(inline.children)}>
          {inline.children.map(showInline)}
        </MessageLink>
      );
    case "mention":
      return <MentionName mention={inline} />;
    case "break":
      return <br />;
  }
}

/** Not in the tab order, which the names in a message would fill; its text is selected as all other. */
function MentionName({ mention }: { readonly mention: MentionInline }) {
  const { id, me } = mention;
  const pressed = id === undefined ? {} : ({ role: "button", tabIndex: -1, "data-person": id } as const);
  return (
    <bdi class={me ? "mention mention-me" : "mention"} {...pressed}>
      {mentionText(mention)}
    </bdi>
  );
}

// The body of a link: the sender's title and words, and the host to which it leads, which no sender writes.
import type { Content } from "@klatch/sdk";
import { linkTarget } from "../../text/links/link-target.ts";
import { shownHost } from "../../text/links/shown-host.ts";
import { tameText } from "../../text/tame-text.ts";
import { MessageLink } from "../markdown/message-link.tsx";
import { Icon } from "../ui/icon.tsx";

export function LinkBody({ content }: { readonly content: Extract<Content, { type: "link" }> }) {
  const href = linkTarget(content.url);
  const title = tameText(content.title);
  return (
    <span class="rich">
      <span class="rich-icon">
        <Icon name="link" />
      </span>
      <span class="rich-texts">
        <span class="rich-title">
          {href === null ? (
            <bdi>{title}</bdi>
          ) : (
            <MessageLink href={href} label={title}>
              {title}
            </MessageLink>
          )}
        </span>
        {content.description !== undefined && <bdi class="rich-text">{tameText(content.description)}</bdi>}
        {href !== null && (
          <bdi class="rich-text" dir="ltr">
            {shownHost(new URL(href).host)}
          </bdi>
        )}
      </span>
    </span>
  );
}

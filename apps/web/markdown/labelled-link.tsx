// A link whose label looks like an address: if it leads elsewhere, it shows where, and asks.
import { linkShown } from "../../text/links/link-shown.ts";
import { askedLink } from "./asked-link.tsx";
/** Is there with the links that ask. */
export { LinkDialog } from "./link-dialog.tsx";
import { linkWords as t } from "./link-words.ts";
import { linkProps, PlainLink, type MessageLinkProps } from "./message-link.tsx";
import "./link-dialog.css";

export function LabelledLink({ href, label, children }: MessageLinkProps) {
  const place = linkShown(href, label);
  if (place === null) return <PlainLink href={href}>{children}</PlainLink>;
  const ask = (event: MouseEvent): void => {
    event.preventDefault();
    askedLink.value = { href, place };
  };
  return (
    <a
      href={href}
      title={href}
      {...linkProps}
      // Nor is it dragged to another tab without the question.
      draggable={false}
      onClick={ask}
      // The middle button opens another tab.
      onAuxClick={(event) => {
        if (event.button === 1) ask(event);
      }}
    >
      <bdi>{children}</bdi>
      <span class="visually-hidden"> {t("leadsTo")} </span>
      <bdi class="link-place" dir="ltr">
        {place}
      </bdi>
    </a>
  );
}

// A link whose label looks like an address: if it leads elsewhere, it shows where, and asks.
import { useState } from "preact/hooks";
import { linkShown } from "../../text/links/link-shown.ts";
import { LinkDialog } from "./link-dialog.tsx";
import { linkWords as t } from "./link-words.ts";
import { linkProps, PlainLink, type MessageLinkProps } from "./message-link.tsx";
import "./link-dialog.css";

export function LabelledLink({ href, label, children }: MessageLinkProps) {
  const [asks, setAsks] = useState(false);
  const place = linkShown(href, label);
  if (place === null) return <PlainLink href={href}>{children}</PlainLink>;
  const ask = (event: MouseEvent): void => {
    event.preventDefault();
    setAsks(true);
  };
  return (
    <>
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
      {asks && <LinkDialog href={href} place={place} onClose={() => setAsks(false)} />}
    </>
  );
}

// A column with a header (back button and title) and its content.
import type { ComponentChildren } from "preact";
import { IconButton } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Heading, UnderHeading } from "./heading.tsx";
import { usePaneFocus } from "./use-pane-focus.ts";
import "./pane.css";

interface PaneProps {
  readonly title: string;
  readonly onBack: () => void;
  readonly children: ComponentChildren;
  /** It stands beside a page, and has × at its end in place of the arrow. */
  readonly close?: boolean;
  readonly end?: ComponentChildren;
}

export function Pane({ title, onBack, children, close = false, end }: PaneProps) {
  const head = usePaneFocus();
  return (
    <section class="pane" aria-label={title}>
      <header class="pane-head">
        {!close && <IconButton icon="back" label={t("back")} onClick={onBack} />}
        <Heading headingRef={head} class={close ? "pane-name pane-name-first" : "pane-name"}>
          {title}
        </Heading>
        {end}
        {close && <IconButton icon="close" label={t("close")} onClick={onBack} />}
      </header>
      <div class="pane-body">
        <UnderHeading>{children}</UnderHeading>
      </div>
    </section>
  );
}

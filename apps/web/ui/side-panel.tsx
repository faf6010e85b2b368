// A page of the side panel: back (if there is a page below it), its title, and × for the whole panel.
import type { ComponentChildren } from "preact";
import { close, closeSide } from "../route/navigation.ts";
import { commonWords as t } from "./common-words.ts";
import { IconButton } from "./button.tsx";
import { Heading, UnderHeading } from "./heading.tsx";
import { usePaneFocus } from "./use-pane-focus.ts";
import "./pane.css";

interface SidePanelProps {
  readonly title: string;
  /** How many pages of the panel are open, this one included. */
  readonly depth: number;
  readonly children: ComponentChildren;
}

export function SidePanel({ title, depth, children }: SidePanelProps) {
  const head = usePaneFocus();
  return (
    <section class="pane" aria-label={title}>
      <header class="pane-head">
        {depth > 1 && <IconButton icon="back" label={t("back")} onClick={close} />}
        <Heading headingRef={head} class={depth > 1 ? "pane-name" : "pane-name pane-name-first"}>
          {title}
        </Heading>
        <IconButton icon="close" label={t("close")} onClick={closeSide} />
      </header>
      <div class="pane-body">
        <UnderHeading>{children}</UnderHeading>
      </div>
    </section>
  );
}

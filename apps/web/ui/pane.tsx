// A column with a header and its content: a page of the list column, of the side panel, or what stands beside a page.
import type { ComponentChildren } from "preact";
import { IconButton } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Heading, UnderHeading } from "./heading.tsx";
import { usePaneFocus } from "./use-pane-focus.ts";
import "./pane.css";

interface PaneProps {
  readonly title: string;
  /** The arrow before the title. Undefined: it leads back to nothing. */
  readonly onBack?: (() => void) | undefined;
  /** The × at the end. */
  readonly onClose?: () => void;
  readonly children: ComponentChildren;
}

export function Pane({ title, onBack, onClose, children }: PaneProps) {
  const head = usePaneFocus();
  return (
    <section class="pane" aria-label={title}>
      <header class="pane-head">
        {onBack !== undefined && <IconButton icon="back" label={t("back")} onClick={onBack} />}
        <Heading headingRef={head} class={onBack === undefined ? "pane-name pane-name-first" : "pane-name"}>
          {title}
        </Heading>
        {onClose !== undefined && <IconButton icon="close" label={t("close")} onClick={onClose} />}
      </header>
      <div class="pane-body">
        <UnderHeading>{children}</UnderHeading>
      </div>
    </section>
  );
}

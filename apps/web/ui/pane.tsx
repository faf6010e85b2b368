// A column with a header (back button and title) and its content.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Heading, UnderHeading } from "./heading.tsx";
import "./pane.css";

interface PaneProps {
  readonly title: string;
  readonly onBack: () => void;
  readonly children: ComponentChildren;
  readonly close?: boolean;
  readonly end?: ComponentChildren;
}

export function Pane({ title, onBack, children, close = false, end }: PaneProps) {
  const head = useRef<HTMLHeadingElement>(null);
  // Keyboard users continue from the pane's heading. A layout effect, because a later one may come after the next key.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const pane = head.current?.closest("section");
    if (pane?.contains(before) === true) return;
    head.current?.focus({ preventScroll: true });
    return () => {
      const isLost = document.activeElement === document.body || pane?.contains(document.activeElement) === true;
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <section class="pane" aria-label={title}>
      <header class="pane-head">
        <IconButton icon={close ? "close" : "back"} label={t(close ? "close" : "back")} onClick={onBack} />
        <Heading headingRef={head} class="pane-name">
          {title}
        </Heading>
        {end}
      </header>
      <div class="pane-body">
        <UnderHeading>{children}</UnderHeading>
      </div>
    </section>
  );
}

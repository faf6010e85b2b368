// A page of the side panel: back (if there is a page below it), its title, and × for the whole panel.
import type { ComponentChildren } from "preact";
import { close, closeSide } from "../route/navigation.ts";
import { Pane } from "./pane.tsx";

interface SidePanelProps {
  readonly title: string;
  /** How many pages of the panel are open, this one included. */
  readonly depth: number;
  readonly children: ComponentChildren;
}

export function SidePanel({ title, depth, children }: SidePanelProps) {
  return (
    <Pane title={title} onBack={depth > 1 ? close : undefined} onClose={closeSide}>
      {children}
    </Pane>
  );
}

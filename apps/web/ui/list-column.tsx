// The column with a list: one head, and below it the search, the filters and the content. The same for every list.
import type { ComponentChildren, Ref } from "preact";
import { Heading } from "./heading.tsx";
import "./list-column.css";

interface ListColumnProps {
  /** What the list is, read aloud. */
  readonly label: string;
  readonly title: string;
  /** Stands in place of the title while it is so: not connected, for example. */
  readonly state?: string | null;
  /** Before the title: a button that leads back, or the person's own picture. */
  readonly start?: ComponentChildren;
  /** One primary action. */
  readonly actions?: ComponentChildren;
  readonly search?: ComponentChildren;
  /** Chips in one line. */
  readonly filters?: ComponentChildren;
  readonly headRef?: Ref<HTMLElement>;
  /** What scrolls is inside: a list, a skeleton, or a text that says that nothing is there. */
  readonly children: ComponentChildren;
}

export function ListColumn(props: ListColumnProps) {
  const { label, title, state = null, start, actions, search, filters, headRef, children } = props;
  return (
    <section class="list-column" aria-label={label}>
      <header ref={headRef ?? null} class="list-column-head">
        {start}
        <Heading class={state === null ? "list-column-title" : "list-column-title list-column-state"}>
          {state ?? title}
        </Heading>
        {actions}
      </header>
      {search !== undefined && <div class="list-column-search">{search}</div>}
      {filters !== undefined && <div class="list-column-filters">{filters}</div>}
      {children}
    </section>
  );
}

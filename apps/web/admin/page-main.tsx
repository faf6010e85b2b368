// One page of operators: its heading and acts, what it shows, and beside it a panel.
import type { ComponentChildren } from "preact";
import { ErrorText } from "./error-text.tsx";
import { UnderHeading } from "../ui/heading.tsx";
import "./page-main.css";

/** Where the focus goes when the row or the panel that had it is gone. */
export function focusPage(): void {
  if (document.activeElement === document.body)
    document.querySelector<HTMLElement>(".admin-page-head h1")?.focus({ preventScroll: true });
}

interface PageMainProps {
  readonly title: string;
  readonly text?: string;
  readonly acts?: ComponentChildren;
  readonly error?: unknown;
  readonly children: ComponentChildren;
  /** Null: nothing is open. */
  readonly panel?: ComponentChildren;
}

export function PageMain({ title, text, acts, error = null, children, panel = null }: PageMainProps) {
  return (
    <div class={`admin-page${panel === null ? "" : " admin-page-panel"}`}>
      <main class="admin-main">
        <header class="admin-page-head">
          <div>
            <h1 tabIndex={-1}>{title}</h1>
            {text !== undefined && <p>{text}</p>}
          </div>
          {acts}
        </header>
        <ErrorText error={error} />
        <UnderHeading>{children}</UnderHeading>
      </main>
      {panel !== null && (
        <aside class="admin-panel">
          <UnderHeading>{panel}</UnderHeading>
        </aside>
      )}
    </div>
  );
}

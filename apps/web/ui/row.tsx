// A row of a pane: an avatar or icon, a name with a second line, and something at the end.
import type { ComponentChildren } from "preact";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import { Name } from "./name.tsx";
import { NamedText } from "./named-text.tsx";
import "./row.css";

interface RowProps {
  /** Null: a name that is not known yet. */
  readonly title: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly icon?: IconName;
  readonly picture?: ComponentChildren;
  readonly end?: ComponentChildren;
  readonly danger?: boolean;
  /** Whether what the row opens below it is open. */
  readonly expanded?: boolean;
  /** What the row opens is open beside it. */
  readonly current?: boolean;
  /** Stands at the end of a row that can be pressed, and is pressed by itself. */
  readonly beside?: ComponentChildren;
  /** Whether Tab reaches the row. If not, it must be reachable in another way. */
  readonly tabStop?: boolean;
  /** Without it the row cannot be pressed. */
  readonly onClick?: ((event: MouseEvent) => void) | undefined;
}

export function Row(props: RowProps) {
  const { title, note, icon, picture, end, danger = false, expanded, current = false, beside, onClick } = props;
  const { tabStop = true } = props;
  const inside = (
    <>
      {icon !== undefined && (
        <span class="row-icon">
          <Icon name={icon} size={18} />
        </span>
      )}
      {picture}
      <span class="row-text">
        {typeof title === "string" || title === null ? <Name text={title} isLine /> : <bdi>{title}</bdi>}
        {note !== undefined && <bdi dir="auto">{typeof note === "string" ? <NamedText text={note} /> : note}</bdi>}
      </span>
      {end !== undefined && <span class="row-end">{end}</span>}
    </>
  );
  const classes = danger ? "row row-danger" : "row";
  if (onClick === undefined)
    return (
      <div class={classes}>
        {inside}
        {beside !== undefined && <span class="row-end">{beside}</span>}
      </div>
    );
  const button = (
    <button
      type="button"
      class={classes}
      aria-expanded={expanded}
      aria-current={current ? "page" : undefined}
      tabIndex={tabStop ? undefined : -1}
      onClick={onClick}
    >
      {inside}
    </button>
  );
  if (beside === undefined) return button;
  return (
    <div class="row-pair">
      {button}
      <span class="row-beside">{beside}</span>
    </div>
  );
}

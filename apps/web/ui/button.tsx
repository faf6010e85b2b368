// Buttons: with text, or with an icon that has a label.
import type { ComponentChildren, Ref, TargetedMouseEvent } from "preact";
import { spoken } from "../text/unknown-name.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import "./button.css";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: "primary" | "quiet" | "danger";
  readonly type?: "button" | "submit";
  /** Its action is in progress: it cannot be pressed again, and keeps the focus. */
  readonly busy?: boolean;
  /** Another action is in progress: it cannot be pressed meanwhile, and keeps the focus. */
  readonly blocked?: boolean;
  /** It cannot be pressed until something else has changed. */
  readonly disabled?: boolean;
  readonly wide?: boolean;
  readonly icon?: IconName;
  /** Read aloud in place of the text, which it contains: which of several buttons of the same text it is. */
  readonly label?: string;
  readonly onClick?: () => void;
}

export function Button({
  children,
  kind = "quiet",
  type = "button",
  busy,
  blocked,
  disabled,
  wide,
  icon,
  label,
  onClick,
}: ButtonProps) {
  return (
    <button
      type={type}
      class={`button button-${kind}${wide === true ? " button-wide" : ""}`}
      disabled={disabled}
      aria-disabled={busy === true || blocked === true || undefined}
      aria-busy={busy}
      aria-label={label === undefined ? undefined : spoken(label)}
      onClick={unlessWaiting(onClick)}
    >
      {icon !== undefined && <Icon name={icon} size={18} />}
      <span class="button-label">{children}</span>
      {busy === true && <span class="spinner" aria-hidden="true" />}
    </button>
  );
}

/** A browser takes the focus away from what is disabled, so what only waits is not. Nor does it send its form. */
const unlessWaiting =
  (onClick: ((event: MouseEvent) => void) | undefined) =>
  (event: TargetedMouseEvent<HTMLButtonElement>): void => {
    if (event.currentTarget.ariaDisabled === "true") event.preventDefault();
    else onClick?.(event);
  };

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: (event: MouseEvent) => void;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  /** Another action is in progress: it cannot be pressed meanwhile, and keeps the focus. */
  readonly blocked?: boolean;
  readonly disabled?: boolean;
  readonly type?: "button" | "submit";
  /** `floating`: round, above the end of a phone's list. */
  readonly kind?: "plain" | "filled" | "floating";
  readonly buttonRef?: Ref<HTMLButtonElement>;
  /** Whether Tab reaches the button. If not, it must be reachable in another way. */
  readonly tabStop?: boolean;
}

export function IconButton(props: IconButtonProps) {
  const { icon, onClick, pressed, expanded, disabled, type = "button", kind = "plain", buttonRef } = props;
  const { tabStop = true, blocked } = props;
  const label = spoken(props.label);
  return (
    <button
      ref={buttonRef ?? null}
      type={type}
      class={`icon-button icon-button-${kind}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      disabled={disabled}
      aria-disabled={blocked}
      tabIndex={tabStop ? undefined : -1}
      onClick={unlessWaiting(onClick)}
    >
      <Icon name={icon} />
    </button>
  );
}

// Buttons: with text, or with an icon that has a label.
import type { ComponentChildren, Ref } from "preact";
import { spoken } from "../text/unknown-name.ts";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import "./button.css";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: "primary" | "quiet" | "danger";
  readonly type?: "button" | "submit";
  /** An action is in progress, so the button cannot be pressed again. */
  readonly busy?: boolean;
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
      disabled={disabled === true || busy === true}
      aria-busy={busy}
      aria-label={label === undefined ? undefined : spoken(label)}
      onClick={onClick}
    >
      {icon !== undefined && <Icon name={icon} size={18} />}
      <span class="button-label">{children}</span>
      {busy === true && <span class="spinner" aria-hidden="true" />}
    </button>
  );
}

interface IconButtonProps {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick?: (event: MouseEvent) => void;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
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
  const { tabStop = true } = props;
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
      tabIndex={tabStop ? undefined : -1}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

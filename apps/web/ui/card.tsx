// A card: something the page tells in its own frame, with what can be done about it. It may be dismissed.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { IconButton } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Heading } from "./heading.tsx";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";
import "./card.css";

interface CardProps {
  readonly title: ComponentChildren;
  readonly icon?: IconName;
  /** In place of the icon. */
  readonly picture?: ComponentChildren;
  readonly children?: ComponentChildren;
  /** Buttons. */
  readonly actions?: ComponentChildren;
  readonly onDismiss?: () => void;
}

export function Card({ title, icon, picture, children, actions, onDismiss }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <div class="card-head">
        {icon !== undefined && (
          <span class="card-icon">
            <Icon name={icon} />
          </span>
        )}
        {picture}
        <Heading id={id} class="card-title">
          {title}
        </Heading>
        {onDismiss !== undefined && <IconButton icon="close" label={t("dismiss")} onClick={onDismiss} />}
      </div>
      {children !== undefined && <div class="card-text">{children}</div>}
      {actions !== undefined && <div class="card-actions">{actions}</div>}
    </section>
  );
}

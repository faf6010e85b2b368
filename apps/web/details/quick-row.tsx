// The actions that people take most often from the side panel, as a row of buttons below the head.
import type { ComponentChildren } from "preact";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";

export interface QuickAction {
  readonly label: string;
  readonly icon: IconName;
  readonly onSelect: (button: HTMLElement) => void;
}

export function QuickButton({ label, icon, onSelect }: QuickAction) {
  return (
    <button type="button" class="quick-action" onClick={({ currentTarget }) => onSelect(currentTarget)}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  );
}

export const QuickRow = ({ children }: { readonly children: ComponentChildren }) => (
  <div class="quick-row">{children}</div>
);

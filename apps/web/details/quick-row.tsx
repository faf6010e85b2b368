// The actions that people take most often from the side panel, as a row of buttons below the head.
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";

export interface QuickAction {
  readonly label: string;
  readonly icon: IconName;
  readonly onSelect: () => void;
}

export function QuickRow({ actions }: { readonly actions: readonly QuickAction[] }) {
  if (actions.length === 0) return null;
  return (
    <div class="quick-row">
      {actions.map(({ label, icon, onSelect }) => (
        <button key={label} type="button" class="quick-action" onClick={onSelect}>
          <Icon name={icon} />
          <span>{label}</span>
        </button>
      ))}
    </div>
  );
}

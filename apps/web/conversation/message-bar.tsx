// The actions at the corner of a bubble while it is pointed at: the quick ones, and the menu with all of them.
import { actionWords as t } from "../actions/action-words.ts";
import type { ComponentChildren } from "preact";
import type { ActionItem } from "../actions/message-action-views.ts";
import { IconButton } from "../ui/button.tsx";
import { placeBelow, type MenuPlace } from "../ui/menu.tsx";

interface MessageBarProps {
  /** Buttons for them. */
  readonly reactions: ComponentChildren;
  readonly quick: readonly ActionItem[];
  readonly tabStop: boolean;
  readonly menuOpen: boolean;
  readonly onMenu: (at: MenuPlace) => void;
}

export function MessageBar({ reactions, quick, tabStop, menuOpen, onMenu }: MessageBarProps) {
  return (
    <div class="message-bar">
      {reactions}
      {quick.map(({ id, icon, label, onSelect }) => (
        <IconButton key={id} icon={icon} label={label} tabStop={tabStop} onClick={onSelect} />
      ))}
      <IconButton
        icon="more"
        label={t("actions")}
        tabStop={tabStop}
        expanded={menuOpen}
        onClick={({ currentTarget }) => onMenu(placeBelow(currentTarget))}
      />
    </div>
  );
}

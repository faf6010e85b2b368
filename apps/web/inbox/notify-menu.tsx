// The choice of what a conversation tells the person of.
import type { ConversationEntry, ConversationSettings } from "@klatch/sdk";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { notifyWords as t } from "./notify-words.ts";
import { levelOf, levelsOf } from "./own-settings.ts";

interface NotifyMenuProps {
  readonly entry: ConversationEntry;
  readonly at: MenuPlace;
  readonly onChoose: (change: ConversationSettings) => void;
  readonly onClose: () => void;
}

export default function NotifyMenu({ entry, at, onChoose, onClose }: NotifyMenuProps) {
  return (
    <Menu
      label={t("title")}
      at={at}
      onClose={onClose}
      items={levelsOf(entry).map((level) => ({
        label: t(level),
        checked: level === levelOf(entry),
        onSelect: () => onChoose({ notify: level }),
      }))}
    />
  );
}

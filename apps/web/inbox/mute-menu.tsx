// The choice for how long a conversation is muted.
import type { ConversationSettings } from "@klatch/sdk";
import { Menu, type MenuPlace } from "../ui/menu.tsx";
import { muteWords as t } from "./mute-words.ts";
import { muteChoices } from "./own-settings.ts";

interface MuteMenuProps {
  readonly at: MenuPlace;
  readonly onChoose: (change: ConversationSettings) => void;
  readonly onClose: () => void;
}

export default function MuteMenu({ at, onChoose, onClose }: MuteMenuProps) {
  return (
    <Menu
      label={t("muteFor")}
      at={at}
      onClose={onClose}
      items={muteChoices.map(({ words, ms }) => ({
        label: t(words),
        onSelect: () => onChoose({ mutedUntil: Date.now() + ms }),
      }))}
    />
  );
}

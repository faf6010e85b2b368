// All that can be done with a message, at a point of the page, for as long as it can be done.
import { actionWords as t } from "../actions/action-words.ts";
import type { ActionItem } from "../actions/message-action-views.ts";
import { Menu, type MenuPlace } from "../ui/menu.tsx";

interface MessageMenuProps {
  readonly items: readonly ActionItem[];
  readonly at: MenuPlace;
  readonly onClose: () => void;
}

export const MessageMenu = ({ items, at, onClose }: MessageMenuProps) => (
  <Menu label={t("actions")} items={items} at={at} onClose={onClose} />
);

// The sheet of a message on touch screens: the bubble, lifted, whose it is and when, the quick reactions, and what can be done
// with it.
import { actionWords as t } from "../actions/action-words.ts";
import type { ActionItem } from "../actions/message-action-views.ts";
import type { QuickReaction } from "../reactions/quick-reaction-views.ts";
import { QuickReactionButtons } from "../reactions/quick-reaction-buttons.tsx";
import { spoken } from "../text/unknown-name.ts";
import { Icon } from "../ui/icon.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { Sheet } from "../ui/sheet.tsx";
import "./message-sheet.css";

interface MessageSheetProps {
  /** Author, time and state: on touch screens there is no hovering to find them. */
  readonly title: string;
  readonly row: HTMLElement;
  readonly reactions: readonly QuickReaction[];
  readonly items: readonly ActionItem[];
  readonly onClose: () => void;
}

export function MessageSheet({ title, row, reactions, items, onClose }: MessageSheetProps) {
  return (
    <Sheet label={t("actions")} lifted={row} onClose={onClose}>
      {(close) => (
        <>
          <p class="message-sheet-title">
            <NamedText text={title} />
          </p>
          {reactions.length > 0 && (
            <div class="quick-reactions">
              <QuickReactionButtons quick={reactions} onChosen={close} />
            </div>
          )}
          {items.map(({ id, icon, label, danger, onSelect }) => (
            <button
              key={id}
              type="button"
              class={`message-sheet-item${danger ? " message-sheet-danger" : ""}`}
              onClick={() => {
                close();
                onSelect();
              }}
            >
              <Icon name={icon} />
              {spoken(label)}
            </button>
          ))}
        </>
      )}
    </Sheet>
  );
}

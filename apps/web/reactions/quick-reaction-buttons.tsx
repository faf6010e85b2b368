// The quick reactions as buttons: two in a message's bar, all in its sheet.
import type { QuickReaction } from "./quick-reaction-views.ts";
import "./reactions.css";

interface QuickReactionButtonsProps {
  readonly quick: readonly QuickReaction[];
  readonly tabStop?: boolean;
  readonly onChosen?: () => void;
}

export function QuickReactionButtons({ quick, tabStop = true, onChosen }: QuickReactionButtonsProps) {
  return quick.map(({ emoji, label, isMine, onSelect }) => (
    <button
      key={emoji}
      type="button"
      class="quick-reaction"
      aria-label={label}
      title={label}
      aria-pressed={isMine}
      tabIndex={tabStop ? undefined : -1}
      onClick={() => {
        onChosen?.();
        onSelect();
      }}
    >
      {emoji}
    </button>
  ));
}

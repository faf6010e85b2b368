// While messages are selected: the check of one, which takes every click on its row.
import { Icon } from "../ui/icon.tsx";
import { selectionWords as t } from "./selection-words.ts";
import "./selection.css";

interface SelectionMarkProps {
  readonly isChosen: boolean;
  /** Whose message it is. */
  readonly label: string;
  readonly onChoose: (isRange: boolean) => void;
}

/** The message itself is what Tab reaches, and takes the keys. */
export function SelectionMark({ isChosen, label, onChoose }: SelectionMarkProps) {
  return (
    <button
      type="button"
      class="selection-mark"
      role="checkbox"
      aria-checked={isChosen}
      aria-label={t("selectOf", { author: label })}
      tabIndex={-1}
      onClick={({ shiftKey }) => onChoose(shiftKey)}
    >
      <span class="selection-check">{isChosen && <Icon name="check" size={14} />}</span>
    </button>
  );
}

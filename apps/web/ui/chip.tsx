// Chips: short things side by side. Those that filter a list are pressed or not; those that were chosen can be removed.
import type { ComponentChildren } from "preact";
import { formatNumber } from "../i18n/format.ts";
import { Icon } from "./icon.tsx";
import "./chip.css";

interface ChipProps {
  readonly children: ComponentChildren;
  readonly selected: boolean;
  readonly onClick: () => void;
  /** How many there are; 0 is not shown. */
  readonly count?: number;
}

export function Chip({ children, selected, onClick, count = 0 }: ChipProps) {
  return (
    <button type="button" class="chip" aria-pressed={selected} onClick={onClick}>
      <span class="chip-text">{children}</span>
      {count > 0 && <span class="chip-count">{formatNumber(count)}</span>}
    </button>
  );
}

interface ChosenChipProps {
  readonly children: ComponentChildren;
  readonly picture?: ComponentChildren;
  /** The label of its button: what is removed. */
  readonly removeLabel: string;
  readonly onRemove: () => void;
}

/** Something that was chosen, with a button that takes it back. */
export function ChosenChip({ children, picture, removeLabel, onRemove }: ChosenChipProps) {
  return (
    <span class="chip chip-chosen">
      {picture}
      <span class="chip-text">{children}</span>
      <button type="button" class="chip-remove" aria-label={removeLabel} title={removeLabel} onClick={onRemove}>
        <Icon name="close" size={16} />
      </button>
    </span>
  );
}

interface ChipsProps {
  /** What they choose or show, read aloud. */
  readonly label: string;
  /** In one line that scrolls, instead of several lines. */
  readonly oneLine?: boolean;
  readonly children: ComponentChildren;
}

export function Chips({ label, oneLine = false, children }: ChipsProps) {
  return (
    <div class={oneLine ? "chips chips-line" : "chips"} role="group" aria-label={label}>
      {children}
    </div>
  );
}

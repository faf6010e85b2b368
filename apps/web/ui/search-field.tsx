// The search of a list: a field that filters it, or a button of the same look that opens the switcher.
import { useRef } from "preact/hooks";
import { IconButton } from "./button.tsx";
import { commonWords as t } from "./common-words.ts";
import { Icon } from "./icon.tsx";
import "./search-field.css";

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

export function SearchField({ label, value, onInput }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="search-field">
      <Icon name="search" size={18} />
      <input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        dir={value === "" ? undefined : "auto"}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {value !== "" && (
        <IconButton
          icon="close"
          label={t("clear")}
          onClick={() => {
            onInput("");
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}

interface SearchButtonProps {
  readonly label: string;
  /** As they are shown. */
  readonly keys: string;
  /** As `aria-keyshortcuts` has them. */
  readonly shortcuts: string;
  readonly onClick: () => void;
}

export function SearchButton({ label, keys, shortcuts, onClick }: SearchButtonProps) {
  return (
    <button type="button" class="search-field" aria-keyshortcuts={shortcuts} onClick={onClick}>
      <Icon name="search" size={18} />
      <span>{label}</span>
      <kbd>{keys}</kbd>
    </button>
  );
}

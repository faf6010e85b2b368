// The row that formats what is written, for pointers: the same as by its keys.
import { isApple } from "../ui/is-apple.ts";
import { composerWords } from "./composer-words.ts";
import type { TextFormat } from "./format-text.ts";
import { formatWords as t } from "./format-words.ts";
import "./format-row.css";

interface FormatRowProps {
  readonly onFormat: (format: TextFormat) => void;
}

const buttons: readonly (readonly [TextFormat, sign: string, key: string])[] = [
  ["bold", "B", "B"],
  ["italic", "I", "I"],
  ["strike", "S", "Shift+X"],
  ["code", "<>", "E"],
  ["block", "{ }", "Shift+C"],
];

export function FormatRow({ onFormat }: FormatRowProps) {
  return (
    <div class="format-row" role="toolbar" aria-label={composerWords("formatting")}>
      {buttons.map(([format, sign, key]) => (
        <button
          key={format}
          type="button"
          class={`format-button format-${format}`}
          aria-label={t(format)}
          title={`${t(format)} (${isApple ? "⌘" : "Ctrl"}+${key})`}
          // The text keeps the focus, and what is selected in it.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onFormat(format)}
        >
          <span aria-hidden="true">{sign}</span>
        </button>
      ))}
    </div>
  );
}

// Marks around what is selected in the composer, by the row of formats or by keys.
import { useState } from "preact/hooks";
import type { RefObject } from "preact";
import { sayNotLoaded } from "../ui/lazy-part.tsx";
import type { TextFormat } from "./format-text.ts";
import { formatPart, useLaterPart } from "./later-parts.ts";

/** @param replace writes the text anew, and selects from one place to another */
export function useFormat(
  box: RefObject<HTMLTextAreaElement | null>,
  replace: (text: string, start: number, end: number) => void,
) {
  const [isOpen, setOpen] = useState(false);
  const loaded = useLaterPart(formatPart, isOpen ? "the row" : null);
  const format = (kind: TextFormat): void => {
    const write = (): void => {
      const element = box.current;
      if (element === null) return;
      const { value, selectionStart: start, selectionEnd: end } = element;
      const next = formatPart.loaded.peek()?.formatted({ text: value, start, end }, kind);
      if (next !== undefined) replace(next.text, next.start, next.end);
    };
    formatPart.load().then(write, sayNotLoaded);
  };
  return { isOpen, toggle: () => setOpen(!isOpen), Row: isOpen ? (loaded?.FormatRow ?? null) : null, format };
}

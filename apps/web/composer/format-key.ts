// The keys that put marks around what is selected. Pure.
import type { PressedKey } from "../actions/message-action-views.ts";
import { isApple } from "../ui/is-apple.ts";
import type { TextFormat } from "./format-text.ts";

const formats: Readonly<Record<string, TextFormat>> = {
  b: "bold",
  i: "italic",
  e: "code",
  "shift x": "strike",
  "shift c": "block",
};

/** Null: the key means nothing here. */
export function formatOfKey(
  { key, ctrlKey, metaKey, altKey, shiftKey }: PressedKey,
  onApple = isApple,
): TextFormat | null {
  if (altKey || (onApple ? !metaKey || ctrlKey : !ctrlKey || metaKey)) return null;
  return formats[`${shiftKey ? "shift " : ""}${key.toLowerCase()}`] ?? null;
}

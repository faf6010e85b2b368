// What stands for an event or a content of a kind that this version of the app does not know.
import { unknownWords as t } from "./unknown-words.ts";

const maxChars = 1_000;

/** @param fallback the server's text for it, which may be missing or empty */
export function unknownText(fallback: string | undefined): string {
  const text = fallback?.trim() ?? "";
  return text === "" ? t("unknown") : text.slice(0, maxChars);
}

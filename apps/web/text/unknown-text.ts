// What stands for an event or a content of a kind that this version of the app does not know.
import { isBlank } from "@klatch/sdk";
import { cutAt } from "../../text/graphemes.ts";
import { unknownWords as t } from "./unknown-words.ts";

const maxChars = 1_000;

/** @param fallback the server's text for it, which may be missing or empty */
export function unknownText(fallback: string | undefined): string {
  const text = fallback?.trim() ?? "";
  return isBlank(text) ? t("unknown") : cutAt(text, maxChars);
}

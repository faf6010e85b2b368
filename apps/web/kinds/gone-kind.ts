// The kind `gone`: a message that was removed. The page has its own words for it, in its own language.
import type { Kind } from "./kind.ts";
import { kindWords as t } from "./kind-words.ts";
import { textHeight } from "./text-height.ts";

const words = (): string => t("gone");

export const goneKind: Kind = {
  listed: words,
  preview: words,
  quote: words,
  announce: words,
  notify: words,
  copyText: () => "",
  sizeHint: (_content, widthPx) => textHeight(words(), widthPx),
  isBare: () => false,
};

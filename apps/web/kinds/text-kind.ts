// The kind `text`: text that a person wrote.
import { isBlank, type Content } from "@klatch/sdk";
import { clipText } from "../markdown/clip-text.ts";
import { isEmojiOnly } from "../text/emoji-only.ts";
import { unknownWords as t } from "../text/unknown-words.ts";
import { seenLine } from "../markdown/seen-line.ts";
import { kindOfText } from "./kind.ts";
import { textHeight } from "./text-height.ts";

/** Of one to three large emoji. */
const emojiHeightPx = 51;

export const textKind = kindOfText<Extract<Content, { type: "text" }>>({
  textOf: ({ text }) => text,
  onOneLine: (text) => (isBlank(text) ? t("blank") : seenLine(text)),
  copyText: ({ text }) => text,
  sizeHint: ({ text }, widthPx) => (isEmojiOnly(text) ? emojiHeightPx : textHeight(clipText(text).text, widthPx)),
  isBare: ({ text }) => isEmojiOnly(text),
});

// The kind `sticker`: one emoji, large and without a bubble.
import { contentText } from "@klatch/sdk";
import { kindOfText } from "./kind.ts";

const heightPx = 74;

export const stickerKind = kindOfText({
  textOf: contentText,
  onOneLine: (text) => text,
  copyText: contentText,
  sizeHint: () => heightPx,
  isBare: () => true,
});

// The kind `sticker`: one emoji, or a small picture in its place, large and without a bubble.
import { contentText, stickerPicture, type StickerContent } from "@klatch/sdk";
import { stickerBox } from "../media/sticker-box.ts";
import { kindOfText } from "./kind.ts";

const emojiHeightPx = 74;

export const stickerKind = kindOfText<StickerContent>({
  textOf: contentText,
  onOneLine: (text) => text,
  copyText: contentText,
  sizeHint: (content) => (stickerPicture(content) === null ? emojiHeightPx : stickerBox(content).heightPx),
  isBare: () => true,
});

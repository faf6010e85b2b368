// The kind `sticker`: one emoji, or a small picture in its place, large and without a bubble.
import { contentText, type StickerContent } from "@klatch/sdk";
import { stickerBox } from "../media/fit-box.ts";
import { kindOfText } from "./kind.ts";

const emojiHeightPx = 74;

export const stickerKind = kindOfText<StickerContent>({
  textOf: contentText,
  onOneLine: (text) => text,
  copyText: contentText,
  sizeHint: (content) => (content.fileId === undefined ? emojiHeightPx : stickerBox(content).heightPx),
  isBare: () => true,
});

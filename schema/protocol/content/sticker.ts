// The content kind `sticker`: one emoji, large.
import * as v from "valibot";
import { emojiShape } from "../emoji.ts";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";

const shape = strictShape({
  type: v.literal("sticker"),
  emoji: emojiShape,
});
export type StickerContent = v.InferOutput<typeof shape>;

export const stickerContent = {
  type: "sticker",
  shape,
  preview: ({ emoji }) => emoji,
  fallback: ({ emoji }) => emoji,
  words: "One emoji, shown large.",
  fields: { emoji: "Exactly one emoji." },
  example: { type: "sticker", emoji: "🎉" },
} as const satisfies ContentKind<StickerContent>;

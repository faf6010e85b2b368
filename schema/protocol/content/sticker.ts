// The content kind `sticker`: one emoji, large.
import * as v from "valibot";
import { canonicalEmoji } from "../emoji.ts";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";

/** Emoji of families and flags have many signs. */
const maxChars = 64;

export const emojiShape = v.pipe(
  v.string(),
  v.maxLength(maxChars),
  v.check((text) => canonicalEmoji(text) !== null, "not one emoji"),
);

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
  fields: { emoji: "Exactly one emoji, with the colour of skin that the sender chose." },
  example: { type: "sticker", emoji: "🎉" },
} as const satisfies ContentKind<StickerContent>;

// The content kind `sticker`: one emoji, large, or a small picture that stands for it.
import * as v from "valibot";
import { canonicalEmoji } from "../emoji.ts";
import { fileIdShape } from "../files.ts";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";
import { wordsFor } from "./file-fields.ts";
import { stickerPicture } from "./sticker-picture.ts";

/** Emoji of families and flags have many signs. */
const maxChars = 64;

export const emojiShape = v.pipe(
  v.string(),
  v.maxLength(maxChars),
  v.check((text) => canonicalEmoji(text) !== null, "not one emoji"),
);

const side = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(wireLimits.maxStickerSide));

const picture = {
  fileId: v.exactOptional(fileIdShape),
  size: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(wireLimits.maxStickerBytes))),
  // Those whose sides the server finds.
  mimeType: v.exactOptional(v.pipe(v.string(), v.regex(/^image\/(png|webp|gif|jpeg)$/))),
  width: v.exactOptional(side),
  height: v.exactOptional(side),
} as const;
const pictureFields = ["fileId", "size", "mimeType", "width", "height"] as const satisfies (keyof typeof picture)[];

const shape = v.pipe(
  strictShape({
    type: v.literal("sticker"),
    emoji: emojiShape,
    ...picture,
  }),
  v.forward(
    v.check(
      (content) => stickerPicture(content) !== null || pictureFields.every((field) => content[field] === undefined),
      "all of the picture, or none",
    ),
    ["fileId"],
  ),
);
export type StickerContent = v.InferOutput<typeof shape>;

export const stickerContent = {
  type: "sticker",
  shape,
  preview: ({ emoji }) => emoji,
  fallback: ({ emoji }) => emoji,
  files: (content) => {
    const file = stickerPicture(content);
    return file === null ? [] : [file];
  },
  words:
    "One emoji, shown large, or a small picture in its place: `fileId` and all that is said of the file, or none of it.",
  fields: {
    ...wordsFor(...pictureFields),
    emoji:
      "Exactly one emoji, with the colour of skin that the sender chose. With a picture: what it stands for, in lists, in notifications and where it cannot be shown.",
  },
  example: { type: "sticker", emoji: "🎉" },
} as const satisfies ContentKind<StickerContent>;

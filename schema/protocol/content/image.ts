// The content kind `image`: a picture.
import * as v from "valibot";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";
import { caption, fileFields, sides, storyFile, thumbhash, wordsFor } from "./file-fields.ts";
import { imageText } from "./plain-texts.ts";

const shape = strictShape({
  type: v.literal("image"),
  ...fileFields,
  ...sides,
  ...thumbhash,
  ...caption,
});
export type ImageContent = v.InferOutput<typeof shape>;

export const imageContent = {
  type: "image",
  shape,
  preview: imageText,
  fallback: imageText,
  files: ({ fileId, size, mimeType, width, height }) => [{ fileId, size, mimeType, width, height }],
  words: "A picture, which apps show in the message.",
  fields: wordsFor("fileId", "size", "mimeType", "width", "height", "thumbhash", "caption"),
  example: { type: "image", ...storyFile, mimeType: "image/jpeg", width: 1200, height: 900, caption: "The new cups" },
} as const satisfies ContentKind<ImageContent>;

// The content kind `video`: a film.
import * as v from "valibot";
import { fileIdShape } from "../files.ts";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";
import { caption, durationMs, fileFields, sides, storyFile, thumbhash, wordsFor } from "./file-fields.ts";
import { videoText } from "./plain-texts.ts";

const shape = strictShape({
  type: v.literal("video"),
  ...fileFields,
  ...sides,
  durationMs,
  posterFileId: v.exactOptional(fileIdShape),
  ...thumbhash,
  ...caption,
});
export type VideoContent = v.InferOutput<typeof shape>;

export const videoContent = {
  type: "video",
  shape,
  preview: videoText,
  fallback: videoText,
  files: ({ fileId, size, mimeType, posterFileId }) => [
    { fileId, size, mimeType },
    ...(posterFileId === undefined ? [] : [{ fileId: posterFileId }]),
  ],
  words: "A film, which apps play in the message. The server does not look at its sides or its length.",
  fields: {
    ...wordsFor("fileId", "size", "mimeType", "width", "height", "durationMs", "thumbhash", "caption"),
    posterFileId: "A picture of it: another file of one's own, an image.",
  },
  example: { type: "video", ...storyFile, mimeType: "video/mp4", width: 1280, height: 720, durationMs: 8_000 },
} as const satisfies ContentKind<VideoContent>;

// The content kind `audio`: something to listen to.
import * as v from "valibot";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { caption, durationMs, fileFields, storyFile, wordsFor } from "./file-fields.ts";
import { audioText } from "./plain-texts.ts";

const shape = strictShape({
  type: v.literal("audio"),
  ...fileFields,
  name: seenText(wireLimits.fileNameMaxChars),
  durationMs,
  ...caption,
});
export type AudioContent = v.InferOutput<typeof shape>;

export const audioContent = {
  type: "audio",
  shape,
  preview: audioText,
  fallback: audioText,
  files: ({ fileId, size, mimeType }) => [{ fileId, size, mimeType }],
  words: "Music or other sound, which apps play in the message.",
  fields: { ...wordsFor("fileId", "size", "mimeType", "durationMs", "caption"), name: "What it is called." },
  example: { type: "audio", ...storyFile, mimeType: "audio/mpeg", name: "song.mp3", durationMs: 181_000 },
} as const satisfies ContentKind<AudioContent>;

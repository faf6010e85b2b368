// The content kind `voice`: something that somebody has said.
import * as v from "valibot";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import type { ContentKind } from "./content-kind.ts";
import { durationMs, fileFields, storyFile, wordsFor } from "./file-fields.ts";
import { voiceText } from "./plain-texts.ts";

const loudness = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31));

const shape = strictShape({
  type: v.literal("voice"),
  ...fileFields,
  durationMs,
  waveform: v.exactOptional(v.pipe(v.array(loudness), v.maxLength(wireLimits.maxWaveform))),
});
export type VoiceContent = v.InferOutput<typeof shape>;

export const voiceContent = {
  type: "voice",
  shape,
  isFixed: true,
  preview: voiceText,
  fallback: voiceText,
  files: ({ fileId, size, mimeType }) => [{ fileId, size, mimeType }],
  words: "A voice message.",
  fields: {
    ...wordsFor("fileId", "size", "mimeType", "durationMs"),
    waveform: "How loud it is from its beginning to its end, 0 to 31, at most 64 of them.",
  },
  example: { type: "voice", ...storyFile, mimeType: "audio/webm", durationMs: 4_200, waveform: [2, 9, 17, 30, 12, 3] },
} as const satisfies ContentKind<VoiceContent>;

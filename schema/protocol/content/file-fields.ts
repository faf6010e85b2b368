// What contents with a file have in common.
import * as v from "valibot";
import { fileId } from "../examples/story.ts";
import { fileIdShape, fileSizeShape, mimeTypeShape, sideShape, type FileId } from "../files.ts";
import { wireLimits } from "../limits.ts";
import { seenText } from "./bounds.ts";

/** The file, and what the server found in it: the content says the same. */
export const fileFields = {
  fileId: fileIdShape,
  size: fileSizeShape,
  mimeType: mimeTypeShape,
} as const;

export const sides = { width: sideShape, height: sideShape } as const;

/** Words with it. */
export const caption = { caption: v.exactOptional(seenText(wireLimits.captionMaxChars)) } as const;

/** What is seen until the picture is there: the bytes of a ThumbHash (evanw.github.io/thumbhash), as base64. */
export const thumbhash = {
  thumbhash: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{4,40}={0,2}$/))),
} as const;

/** A day at most. */
export const durationMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(86_400_000));

/** A file that a content names. What it says of it must be what the server found. */
export interface NamedFile {
  readonly fileId: FileId;
  readonly size?: number;
  readonly mimeType?: string;
  readonly width?: number;
  readonly height?: number;
}

const fileWords = {
  fileId: "The file: one's own upload that is complete.",
  size: "Its bytes, as the server found them.",
  mimeType: "Its type, as the server found it.",
  width: "In pixels, as it is shown.",
  height: "In pixels, as it is shown.",
  caption: "The sender's words with it.",
  thumbhash:
    "A blurred picture of 20 to 30 bytes (ThumbHash), as base64, for as long as the picture itself is not there.",
  durationMs: "How long it lasts, in milliseconds, as the sender's app measured it.",
} as const;

/** Descriptions of these fields. */
export const wordsFor = (...names: readonly (keyof typeof fileWords)[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, fileWords[name]]));

export const storyFile = {
  fileId,
  size: 48_213,
} as const;

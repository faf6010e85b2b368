// The content kind `file`: any file.
import * as v from "valibot";
import { wireLimits } from "../limits.ts";
import { strictShape } from "../shape.ts";
import { seenText } from "./bounds.ts";
import type { ContentKind } from "./content-kind.ts";
import { caption, fileFields, storyFile, wordsFor } from "./file-fields.ts";
import { fileText } from "./plain-texts.ts";

const shape = strictShape({
  type: v.literal("file"),
  ...fileFields,
  name: seenText(wireLimits.fileNameMaxChars),
  ...caption,
});
export type FileContent = v.InferOutput<typeof shape>;

export const fileContent = {
  type: "file",
  shape,
  preview: fileText,
  fallback: fileText,
  files: ({ fileId, size, mimeType }) => [{ fileId, size, mimeType }],
  words: "A file to save. Apps do not open it.",
  fields: { ...wordsFor("fileId", "size", "mimeType", "caption"), name: "What it is called." },
  example: { type: "file", ...storyFile, mimeType: "application/pdf", name: "menu.pdf" },
} as const satisfies ContentKind<FileContent>;

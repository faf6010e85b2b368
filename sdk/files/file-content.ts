// The content of a message with a file: of what the server found, and before that of what the sender says.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import { isBlank } from "../client/blank.ts";
import type { FileKind, FileWords } from "./file-types.ts";

/** Stands in a message for the id of a file that has none yet. No server gives it out. */
export const noFileId = "file_00000000000000000000000000" as FileId;

/** A kind that lacks what it needs is a `file`. */
export function fileContent(as: FileKind, facts: FileFacts, words: FileWords): Content {
  const { fileId, size, mimeType, name } = facts;
  const { durationMs, thumbhash, waveform } = words;
  const file = { fileId, size, mimeType };
  const caption = words.caption === undefined || isBlank(words.caption) ? {} : { caption: words.caption };
  const blurred = thumbhash === undefined ? {} : { thumbhash };
  const { width, height } = as === "image" ? facts : words;
  const sides = width === undefined || height === undefined ? null : { width, height };
  if (as === "image" && sides !== null) return { type: "image", ...file, ...sides, ...blurred, ...caption };
  if (as === "video" && sides !== null && durationMs !== undefined)
    return { type: "video", ...file, ...sides, durationMs, ...blurred, ...caption };
  if (as === "audio" && durationMs !== undefined) return { type: "audio", ...file, name, durationMs, ...caption };
  if (as === "voice" && durationMs !== undefined)
    return { type: "voice", ...file, durationMs, ...(waveform !== undefined && { waveform: [...waveform] }) };
  return { type: "file", ...file, name, ...caption };
}

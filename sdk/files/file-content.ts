// The content of a message with a file: of what the server found, and before that of what the sender says.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { FileFacts, FileId } from "../../schema/protocol/files.ts";
import { isBlank } from "../client/blank.ts";
import { maxStickerBytes, maxStickerSide } from "../client/protocol-constants.ts";
import type { FileKind, FileWords } from "./file-types.ts";

/** Stands in a message for the id of a file that has none yet. No server gives it out. */
export const noFileId = "file_00000000000000000000000000" as FileId;

/** A kind that lacks what it needs is a `file`, a picture that cannot be a sticker an `image`. */
export function fileContent(as: FileKind, facts: FileFacts, words: FileWords): Content {
  const { fileId, size, mimeType, name } = facts;
  const { durationMs, emoji, thumbhash, waveform } = words;
  const file = { fileId, size, mimeType };
  const caption = words.caption === undefined || isBlank(words.caption) ? {} : { caption: words.caption };
  const blurred = thumbhash === undefined ? {} : { thumbhash };
  const isPicture = as === "image" || as === "sticker";
  const { width, height } = isPicture ? facts : words;
  const sides = width === undefined || height === undefined ? null : { width, height };
  if (as === "sticker" && emoji !== undefined && sides !== null && fitsSticker(facts, sides))
    return { type: "sticker", emoji, ...file, ...sides };
  if (isPicture && sides !== null) return { type: "image", ...file, ...sides, ...blurred, ...caption };
  if (as === "video" && sides !== null && durationMs !== undefined)
    return { type: "video", ...file, ...sides, durationMs, ...blurred, ...caption };
  if (as === "audio" && durationMs !== undefined) return { type: "audio", ...file, name, durationMs, ...caption };
  if (as === "voice" && durationMs !== undefined)
    return { type: "voice", ...file, durationMs, ...(waveform !== undefined && { waveform: [...waveform] }) };
  return { type: "file", ...file, name, ...caption };
}

/** Of those types whose sides the server finds. */
const fitsSticker = (
  { size, mimeType }: FileFacts,
  { width, height }: { readonly width: number; readonly height: number },
): boolean =>
  size <= maxStickerBytes && Math.max(width, height) <= maxStickerSide && /^image\/(png|webp|gif|jpeg)$/.test(mimeType);

// Files: what is declared before it is sent, what the server found in it, and where others get it.
import * as v from "valibot";
import { wireLimits } from "./limits.ts";
import { pageQueryShape } from "./page-query.ts";
import { count, listShape, queryNumber, seqNumber, strictShape, timeMs, wellFormedText } from "./shape.ts";
import { userIdShape } from "./ids.ts";

const fileIdPattern = /^file_[0-9a-hjkmnp-tv-z]{26}$/;

/** The id of a file: whoever sends it in a message names it by this. */
export const fileIdShape = v.pipe(v.string(), v.regex(fileIdPattern), v.brand("FileId"));
export type FileId = v.InferOutput<typeof fileIdShape>;

/** SHA-256 of all bytes, as 64 hexadecimal digits in lower case. */
const sha256Shape = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A media type without parameters, in lower case (RFC 6838). */
export const mimeTypeShape = v.pipe(
  v.string(),
  v.maxLength(127),
  v.regex(/^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/),
);

/** Bytes of a file: what has none is nothing to send. */
export const fileSizeShape = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A side of a picture, in pixels, as it is shown: turned as its orientation says. */
export const sideShape = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000));

/** Sides of the previews that there may be, in pixels: each fits into a square of so many. */
export const previewSizes = ["320", "1280"] as const;
/** The side of the square into which a preview fits, in pixels. */
export type PreviewSize = (typeof previewSizes)[number];
const previewSizeShape = v.picklist(previewSizes);

const declaredName = wellFormedText(wireLimits.declaredNameMaxChars);

/** `type`: what the sender takes it for. */
export const declareFileBodyShape = strictShape({
  name: declaredName,
  size: fileSizeShape,
  type: mimeTypeShape,
  sha256: sha256Shape,
});
export type DeclaredFile = v.InferOutput<typeof declareFileBodyShape>;

/** The same in a query, of a file that is sent in one request. */
export const wholeFileQueryShape = strictShape({
  name: declaredName,
  size: queryNumber(fileSizeShape),
  type: mimeTypeShape,
  sha256: sha256Shape,
});

/** `parts`: how many there are, each of `partSize` bytes but the last. `expiresAt`: ms since 1970; each part moves it on. */
export const declaredFileResultShape = strictShape({
  fileId: fileIdShape,
  partSize: count,
  parts: count,
  expiresAt: timeMs,
});
export type DeclaredFileResult = v.InferOutput<typeof declaredFileResultShape>;

/** `sha256`: of this part. */
export const filePartQueryShape = strictShape({ sha256: sha256Shape });
export const filePartResultShape = strictShape({ part: count });

/**
 * What the server found. `mimeType`: by the bytes, `application/octet-stream` if they say nothing. `width` and `height`: of
 * a picture that is shown as one.
 */
export const fileShape = strictShape({
  fileId: fileIdShape,
  name: v.string(),
  size: fileSizeShape,
  mimeType: mimeTypeShape,
  width: v.exactOptional(sideShape),
  height: v.exactOptional(sideShape),
});
export type FileFacts = v.InferOutput<typeof fileShape>;

/**
 * One's own upload. `received`: the parts that are there, rising. `file`: once it is complete. `expiresAt`: when it is gone
 * unless it was sent by then, ms since 1970; null: it is in a message.
 */
export const uploadShape = strictShape({
  fileId: fileIdShape,
  name: v.string(),
  size: fileSizeShape,
  sha256: sha256Shape,
  partSize: count,
  parts: count,
  received: v.array(count),
  expiresAt: v.nullable(timeMs),
  file: v.exactOptional(fileShape),
});
export type Upload = v.InferOutput<typeof uploadShape>;

/** `seq`: a message of the conversation that has the file. `size`: a preview instead of the file itself. */
export const getFileQueryShape = strictShape({
  seq: queryNumber(seqNumber),
  size: v.exactOptional(previewSizeShape),
});

export const fileAddressBodyShape = strictShape({ seq: seqNumber, size: v.exactOptional(previewSizeShape) });
/** `url`: begins with a slash. `expiresAt`: ms since 1970. */
export const fileAddressResultShape = strictShape({ url: v.string(), expiresAt: timeMs });
export type FileAddress = v.InferOutput<typeof fileAddressResultShape>;

/** Which messages' files: pictures and videos, voice messages, or all others but stickers. */
export const fileGroups = ["media", "voice", "files"] as const;
/** Pictures and videos, voice messages, or all other files but stickers. */
export type FileGroup = (typeof fileGroups)[number];

export const filesQueryShape = strictShape({ ...pageQueryShape.entries, of: v.picklist(fileGroups) });
/** A file of a message, as the message has it; the newest first. */
const sentFileShape = strictShape({
  fileId: fileIdShape,
  seq: seqNumber,
  senderId: userIdShape,
  createdAt: timeMs,
  kind: v.string(),
});
export const sentFilesResultShape = listShape(sentFileShape);
export type SentFilesResult = v.InferOutput<typeof sentFilesResultShape>;

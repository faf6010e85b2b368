// What a file is whose parts are all there: found by reading its bytes once. Pictures and films are written again, without what
// they say beside.
import { createHash } from "node:crypto";
import type { FileFacts } from "../../schema/protocol/files.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { cleanKey, sentKey, type FileBytes } from "./file-bytes.ts";
import { isPictureType, pictureOf } from "./pictures.ts";
import { isTypeTaken, sniffedType } from "./sniff.ts";
import { receivedParts, type StoredFile } from "./stored-file.ts";
import { TopBoxes } from "./top-boxes.ts";

export interface LookingHost {
  readonly bytes: Pick<FileBytes, "endMultipart" | "look" | "read" | "put" | "copy">;
  /** FILE_TYPES of the deployment. */
  readonly types: string | undefined;
}

/** `key`: where the bytes are that others get; `sha256`: of those. `leftKey`: where bytes are that nobody needs any more. */
export interface Found {
  readonly facts: FileFacts;
  readonly sha256: string;
  readonly key: string;
  readonly leftKey: string | null;
}

/** Idempotent. @returns FILE_NOT_AS_DECLARED, FILE_TYPE_REFUSED @throws Error when R2 cannot be reached */
export async function lookThrough({ bytes, types }: LookingHost, file: StoredFile): Promise<Found | Refused> {
  const { fileId, declared, uploadId } = file;
  const sent = file.sentAs ?? sentKey(fileId, 0);
  const parts = receivedParts(file).map((partNumber) => ({ partNumber, etag: file.etags[partNumber] ?? "" }));
  if (uploadId !== null) await bytes.endMultipart(sent, uploadId, parts);
  const boxes = new TopBoxes();
  const looked = await bytes.look(sent, (chunk) => boxes.take(chunk));
  if (looked === null) throw new Error("what was sent is not in R2");
  if (looked.size !== declared.size || looked.sha256 !== declared.sha256) return refused("FILE_NOT_AS_DECLARED");
  const mimeType = await sniffedType(looked.head);
  if (!isTypeTaken(mimeType, types)) return refused("FILE_TYPE_REFUSED");
  const facts = { fileId, name: declared.name, size: declared.size, mimeType };
  const blanks = boxes.blanks(mimeType);
  if (blanks.length > 0) {
    const sha256 = await bytes.copy(sent, cleanKey(fileId), blanks);
    return { facts, sha256, key: cleanKey(fileId), leftKey: sent };
  }
  const original = mayBePicture(facts) ? await bytes.read(sent) : null;
  const picture = original === null ? null : pictureOf(original, mimeType);
  if (picture === null) return { facts, sha256: looked.sha256, key: sent, leftKey: null };
  const { width, height } = picture;
  await bytes.put(cleanKey(fileId), picture.bytes);
  return {
    facts: { ...facts, size: picture.bytes.length, width, height },
    sha256: createHash("sha256").update(picture.bytes).digest("hex"),
    key: cleanKey(fileId),
    leftKey: sent,
  };
}

/** Whether it may be one that is shown as such. */
const mayBePicture = ({ mimeType, size }: FileFacts): boolean =>
  isPictureType(mimeType) && size <= wireLimits.maxImageBytes;

// What the object of a file stores of it, beside who refers to it: one row.
import {
  previewSizes,
  type DeclaredFile,
  type FileFacts,
  type FileId,
  type PreviewSize,
  type Upload,
} from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { cleanKey, madeKey, previewKey, sentKey } from "./file-bytes.ts";
import type { Work } from "./file-work.ts";

export interface StoredFile {
  readonly fileId: FileId;
  readonly ownerId: UserId;
  /** With its name cleaned. */
  readonly declared: DeclaredFile;
  /** When something came of it last, ms since 1970. */
  readonly touchedAt: number;
  /** When something began to write bytes of it last, ms since 1970. */
  readonly writtenAt: number;
  /** Of R2, once the first of several parts came. */
  readonly uploadId: string | null;
  /** How often something began to write the bytes as a whole, and where those are that came last; null: in parts, or not yet. */
  readonly writes: number;
  readonly sentAs: string | null;
  /** By part, of those that are there. */
  readonly etags: Readonly<Record<string, string>>;
  /** The media types of those that its sender's app made. */
  readonly previews: Readonly<Partial<Record<PreviewSize, string>>>;
  /** What was found, once it is complete. */
  readonly facts: FileFacts | null;
  /** Where the bytes are that others get, once it is complete: under a key of its own, or of all that have equal ones. */
  readonly key: string | null;
  /** The SHA-256 of the bytes that others get (64 hexadecimal digits); not of files that earlier code completed. */
  readonly sha256?: string;
  /** Since when it gives the bytes of all that have equal ones, ms since 1970. */
  readonly commonSince?: number;
  /** What jobs still have to do to it. */
  readonly work?: Work;
  /** The media types of the previews that a job made, once it has tried. */
  readonly made?: Readonly<Partial<Record<PreviewSize, string>>>;
  /** The scanner said that nobody may have it. */
  readonly isQuarantined?: true;
  /** A message had it. */
  readonly wasSent: boolean;
  /** Nothing refers to it, and nothing may any more: its bytes are deleted. */
  readonly isDying: boolean;
}

export const partsOf = (size: number): number => Math.ceil(size / wireLimits.filePartBytes);

/** Of this part; null: there is no such part. */
export function sizeOfPart({ size }: Pick<DeclaredFile, "size">, part: number): number | null {
  const parts = partsOf(size);
  if (part < 1 || part > parts) return null;
  return part < parts ? wireLimits.filePartBytes : size - (parts - 1) * wireLimits.filePartBytes;
}

export const receivedParts = ({ etags }: StoredFile): number[] =>
  Object.keys(etags)
    .map(Number)
    .toSorted((a, b) => a - b);

/** All keys of R2 under which there may be bytes that are its alone: as they came, or as others get them. */
export const ownKeysOf = ({ fileId, writes }: StoredFile): readonly string[] => [
  ...Array.from({ length: writes + 1 }, (_, write) => sentKey(fileId, write)),
  cleanKey(fileId),
];

/** The same, and its previews. */
export function keysOf(file: StoredFile): readonly string[] {
  const { fileId } = file;
  return [...ownKeysOf(file), ...previewSizes.flatMap((size) => [previewKey(fileId, size), madeKey(fileId, size)])];
}

/** When it is gone unless a message refers to it, ms since 1970. */
export const unsentUntil = ({ touchedAt }: StoredFile): number => touchedAt + wireLimits.fileUnsentMs;

export const uploadOf = (file: StoredFile, isHeld: boolean): Upload => ({
  fileId: file.fileId,
  name: file.declared.name,
  size: file.declared.size,
  sha256: file.declared.sha256,
  partSize: wireLimits.filePartBytes,
  parts: partsOf(file.declared.size),
  received: receivedParts(file),
  expiresAt: isHeld ? null : unsentUntil(file),
  ...(file.facts !== null && { file: file.facts }),
});

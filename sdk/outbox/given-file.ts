// A file as an app gives it to be sent: what is kept of it, and where its bytes are until the store has them.
import type { PreviewSize } from "../../schema/protocol/files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { KlatchError, whyUnknown } from "../client/klatch-error.ts";
import { filesFeature, stickerFilesFeature } from "../client/protocol-constants.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";
import type { FileKind, Previews, SendFileOptions } from "../files/file-types.ts";
import type { KeptFiles } from "../store/kept-files.ts";
import { keysOf, previewKey, type StoredFile } from "./entry-file.ts";
import type { MessageEntry, OutgoingMessage } from "./outgoing-message.ts";

export interface GivenFile {
  readonly stored: StoredFile;
  readonly file: BlobLike | FileSource;
  readonly previews: readonly (readonly [PreviewSize, BlobLike | FileSource])[];
}

const unknownType = "application/octet-stream";
const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;
/** UTF-16 units. */
const maxNameChars = 1_000;

/** The name and the type under which a file is declared. */
export function declaredAs(
  file: BlobLike | FileSource,
  name = file.name,
): { readonly name: string; readonly type: string } {
  const [type = ""] = file.type.toLowerCase().split(";");
  const whole = (name ?? "").slice(0, maxNameChars).replace(/\p{Cs}/gu, "\u{FFFD}");
  return { name: whole === "" ? "file" : whole, type: mediaType.test(type.trim()) ? type.trim() : unknownType };
}

export const previewsOf = (previews: Previews): (readonly [PreviewSize, BlobLike | FileSource])[] =>
  (["320", "1280"] as const).flatMap((size) => {
    const preview = previews[size];
    return preview === undefined ? [] : [[size, preview] as const];
  });

export function givenFile(
  file: BlobLike | FileSource,
  { as, words = {}, previews = {}, name }: SendFileOptions,
): GivenFile {
  const given = previewsOf(previews);
  const sizes = given.map(([size]) => size);
  return {
    stored: { as, ...declaredAs(file, name), size: file.size, words, previews: sizes },
    file,
    previews: given,
  };
}

/** Why a file is not sent at all; null: it is. @param features of the server; null: it has not said */
export function whyNoFile(
  { as, size }: Pick<StoredFile, "as" | "size">,
  {
    outgoing,
    features,
    maxFileBytes,
  }: {
    readonly outgoing: readonly OutgoingMessage[];
    readonly features: readonly string[] | null;
    readonly maxFileBytes: number;
  },
): KlatchError | null {
  const unknown = whyUnknown(features, filesFeature, featureFor(as));
  if (unknown !== null) return unknown;
  if (size === 0) return noBytesError();
  if (size > maxFileBytes) return new KlatchError("TOO_LARGE", "The file is too large to wait.");
  const waiting = outgoing.reduce((sum, { file, state }) => sum + (state === "acked" ? 0 : (file?.size ?? 0)), 0);
  return waiting + size > maxFileBytes ? new KlatchError("TOO_MANY", "Too many files wait.") : null;
}

/** What a server has that takes a message with such a file, beside files. */
export const featureFor = (as: FileKind): string => (as === "sticker" ? stickerFilesFeature : filesFeature);
export const noBytesError = (): KlatchError => new KlatchError("INVALID_REQUEST", "The file has no bytes.");

/** Keeps the bytes of a message's file, or rejects. */
export async function keepBytes(
  kept: KeptFiles,
  userId: UserId,
  messageId: string,
  { file, previews }: GivenFile,
): Promise<void> {
  for (const [size, preview] of previews) await kept.keep(userId, previewKey(messageId, size), preview);
  await kept.keep(userId, messageId, file);
}

/** Never rejects: what is left over is erased later. */
export async function eraseBytes(
  kept: KeptFiles,
  userId: UserId,
  { id, file }: Pick<MessageEntry, "id" | "file">,
): Promise<void> {
  if (file !== null) await kept.erase(userId, keysOf(id, file.stored.previews)).catch(() => {});
}

// Avatars that are pictures: their addresses, and the bytes of one that an app gives.
import { KlatchError } from "../client/klatch-error.ts";
import { maxAvatarBytes } from "../client/protocol-constants.ts";
import { readPiece, sourceOf, type BlobLike, type FileSource } from "../files/file-source.ts";

const picture = /^\/avatars\/(user|group)_\w{26}\/\w{26}$/;

/** Null: the avatar is no picture on the server. */
export const avatarUrlOf = (baseUrl: string, avatar = ""): string | null =>
  picture.test(avatar) ? baseUrl + avatar : null;

/** @throws KlatchError `TOO_LARGE`, without reading it */
export async function bytesOfPicture(given: BlobLike | FileSource): Promise<Uint8Array<ArrayBuffer>> {
  const source = sourceOf(given);
  if (source.size > maxAvatarBytes) throw new KlatchError("TOO_LARGE", "The picture is too large for an avatar.");
  return readPiece(source, 0, source.size);
}

// A preview of a picture, as its sender's app made it: looked at, and without what it says beside the picture.
import type { IRequest } from "itty-router";
import { isPictureType, pictureOf } from "../../durable-objects/files/pictures.ts";
import { sniffedBytes, sniffedType } from "../../durable-objects/files/sniff.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { receiveAll } from "./receive-bytes.ts";

/** @param side of the square that it fits into @returns FILE_TYPE_REFUSED, FILE_NOT_AS_DECLARED */
export async function previewFrom(
  { body }: IRequest,
  length: number,
  side: number,
): Promise<{ readonly bytes: Uint8Array; readonly mimeType: string } | Refused> {
  const bytes = body === null ? null : await receiveAll(body as ReadableStream<Uint8Array>, length);
  if (bytes === null) return refused("FILE_NOT_AS_DECLARED");
  const mimeType = await sniffedType(bytes.subarray(0, sniffedBytes));
  if (!isPictureType(mimeType) || mimeType === "image/gif") return refused("FILE_TYPE_REFUSED");
  const picture = pictureOf(bytes, mimeType);
  if (picture === null || Math.max(picture.width, picture.height) > side) return refused("FILE_NOT_AS_DECLARED");
  return { bytes: picture.bytes, mimeType };
}

// Small pictures as an app made them, previews and avatars: looked at, and without what they say beside the picture.
import type { IRequest } from "itty-router";
import { isPictureType, pictureOf, type Picture } from "../../durable-objects/files/pictures.ts";
import { sniffedBytes, sniffedType } from "../../durable-objects/files/sniff.ts";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { isAnimated } from "./is-animated.ts";
import { receiveAll } from "./receive-bytes.ts";

interface SmallPicture extends Picture {
  readonly mimeType: string;
}

/** @param side of the square that it fits into @returns FILE_TYPE_REFUSED, FILE_NOT_AS_DECLARED */
export async function previewFrom({ body }: IRequest, length: number, side: number): Promise<SmallPicture | Refused> {
  return pictureIn(body === null ? null : await receiveAll(body as ReadableStream<Uint8Array>, length), side);
}

/** Its sweep is due some minutes after it was noted: whoever sends more slowly sends again. */
const slowestMs = 60_000;

/** Square, and still. @returns FILE_TYPE_REFUSED, FILE_NOT_AS_DECLARED */
export async function avatarFrom({ body }: IRequest, length: number): Promise<SmallPicture | Refused> {
  const coming = body === null ? null : receiveAll(body as ReadableStream<Uint8Array>, length);
  const bytes = await withDeadline(async () => coming, slowestMs).catch(() => null);
  const picture = await pictureIn(bytes, wireLimits.maxAvatarSide);
  if ("refusal" in picture) return picture;
  if (isAnimated(picture.bytes, picture.mimeType)) return refused("FILE_TYPE_REFUSED");
  return picture.width === picture.height ? picture : refused("FILE_NOT_AS_DECLARED");
}

async function pictureIn(bytes: Uint8Array | null, side: number): Promise<SmallPicture | Refused> {
  if (bytes === null) return refused("FILE_NOT_AS_DECLARED");
  const mimeType = await sniffedType(bytes.subarray(0, sniffedBytes));
  if (!isPictureType(mimeType) || mimeType === "image/gif") return refused("FILE_TYPE_REFUSED");
  const picture = pictureOf(bytes, mimeType);
  if (picture === null || Math.max(picture.width, picture.height) > side) return refused("FILE_NOT_AS_DECLARED");
  return { ...picture, mimeType };
}

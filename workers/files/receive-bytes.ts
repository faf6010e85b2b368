// Takes bytes from a request: into R2 as they come, or into memory if they are few.
import { createHash } from "node:crypto";
import type { IRequest } from "itty-router";
import { pour } from "../../durable-objects/files/large-chunks.ts";
import { refused, refusedAt, type Refused } from "../../schema/rpc/conversation.ts";
import type { PartTarget } from "../../schema/rpc/shared-file.ts";

/** @returns UNSUPPORTED_MEDIA_TYPE; INVALID_REQUEST without a length; TOO_LARGE */
export function lengthOf({ headers }: Pick<IRequest, "headers">, maxBytes: number): number | Refused {
  if (!/^application\/octet-stream\s*(;|$)/i.test(headers.get("content-type") ?? ""))
    return refused("UNSUPPORTED_MEDIA_TYPE");
  const told = headers.get("content-length");
  if (told === null || !/^\d{1,15}$/.test(told)) return refusedAt("INVALID_REQUEST", "");
  return Number(told) > maxBytes ? refused("TOO_LARGE") : Number(told);
}

export interface Received {
  readonly etag: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Nothing of it is held in memory for longer than a chunk. @throws Error when R2 does not take it, or the body ends early */
export async function receivePart(
  bucket: R2Bucket,
  body: ReadableStream<Uint8Array>,
  { target, part, size }: { readonly target: PartTarget; readonly part: number; readonly size: number },
): Promise<Received> {
  const hash = createHash("sha256");
  const sized = new FixedLengthStream(size);
  const pouring = pour(body, sized, (chunk) => {
    hash.update(chunk);
    return chunk;
  });
  const { key, uploadId } = target;
  const storing =
    uploadId === null
      ? bucket.put(key, sized.readable)
      : bucket.resumeMultipartUpload(key, uploadId).uploadPart(part, sized.readable);
  const [stored] = await Promise.all([storing, pouring]);
  if (stored === null) throw new Error("R2 has not taken the bytes");
  return { etag: stored.etag, sha256: hash.digest("hex") };
}

/** @param size what the header said: more is not read. Null: there are fewer, or more */
export async function receiveAll(body: ReadableStream<Uint8Array>, size: number): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of body) {
    if (at + chunk.length > size) return null;
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return at === size ? bytes : null;
}

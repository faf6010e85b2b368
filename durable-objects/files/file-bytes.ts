// The bytes of files in R2: what is asked of the bucket, and under which keys.
import { createHash } from "node:crypto";
import type { FileId, PreviewSize } from "../../schema/protocol/files.ts";
import { blanked, type Blank } from "./blanks.ts";
import { largeChunks, pour } from "./large-chunks.ts";
import { sniffedBytes } from "./sniff.ts";

/**
 * As they came. Each time that something begins to write all of them it has a key of its own: what is slow must not take the
 * place of what was looked at. @param write 0: by parts
 */
export const sentKey = (fileId: FileId, write: number): string => `sent/${fileId}/${write}`;
/** A picture or a film without what it said beside. */
export const cleanKey = (fileId: FileId): string => `pictures/${fileId}`;
export const previewKey = (fileId: FileId, size: PreviewSize): string => `previews/${fileId}/${size}`;
/** Of a preview that the server made. */
export const madeKey = (fileId: FileId, size: PreviewSize): string => `made/${fileId}/${size}`;

/** What one reading found. */
export interface Looked {
  readonly size: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** The first bytes. */
  readonly head: Uint8Array;
}

/** R2 takes no more in one call. */
const mostDeleted = 1_000;

export class FileBytes {
  readonly #bucket: R2Bucket;

  constructor(bucket: R2Bucket) {
    this.#bucket = bucket;
  }

  async beginMultipart(key: string): Promise<string> {
    return (await this.#bucket.createMultipartUpload(key)).uploadId;
  }

  /** Idempotent: a repeat finds the object. */
  async endMultipart(key: string, uploadId: string, parts: readonly R2UploadedPart[]): Promise<void> {
    if ((await this.#bucket.head(key)) === null)
      await this.#bucket.resumeMultipartUpload(key, uploadId).complete([...parts]);
  }

  /** One that is completed or aborted already stays so. */
  async abortMultipart(key: string, uploadId: string): Promise<void> {
    await this.#bucket
      .resumeMultipartUpload(key, uploadId)
      .abort()
      .catch(() => {});
  }

  /** Reads the object once, a chunk at a time. Null: there is none. @param each is given all chunks in order */
  async look(key: string, each: (chunk: Uint8Array) => void): Promise<Looked | null> {
    const object = await this.#bucket.get(key);
    if (object === null) return null;
    const hash = createHash("sha256");
    const head = new Uint8Array(sniffedBytes);
    let size = 0;
    for await (const chunk of largeChunks(object.body)) {
      hash.update(chunk);
      each(chunk);
      if (size < head.length) head.set(chunk.subarray(0, head.length - size), size);
      size += chunk.length;
    }
    return { size, sha256: hash.digest("hex"), head: head.subarray(0, size) };
  }

  /** Only of what is small enough for memory. */
  async read(key: string): Promise<Uint8Array | null> {
    const object = await this.#bucket.get(key);
    return object === null ? null : new Uint8Array(await object.arrayBuffer());
  }

  /**
   * Copies the object with these places written over. Nothing is held in memory for longer than a chunk.
   *
   * @returns the SHA-256 of what was written: 64 hexadecimal digits
   */
  async copy(from: string, to: string, blanks: readonly Blank[]): Promise<string> {
    const object = await this.#bucket.get(from);
    if (object === null) throw new Error("what is to be copied is not in R2");
    const hash = createHash("sha256");
    let at = 0;
    const written = new FixedLengthStream(object.size);
    const pouring = pour(object.body, written, (chunk) => {
      at += chunk.length;
      const next = blanked(chunk, at - chunk.length, blanks);
      hash.update(next);
      return next;
    });
    await Promise.all([this.#bucket.put(to, written.readable), pouring]);
    return hash.digest("hex");
  }

  /** Null: there is no such object. */
  async sizeOf(key: string): Promise<number | null> {
    return (await this.#bucket.head(key))?.size ?? null;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#bucket.put(key, bytes);
  }

  async delete(keys: readonly string[]): Promise<void> {
    for (let at = 0; at < keys.length; at += mostDeleted) await this.#bucket.delete(keys.slice(at, at + mostDeleted));
  }
}

// Where the bytes of a file come from: a Blob of the platform, or something that is read piece by piece.
import { KlatchError } from "../client/klatch-error.ts";

/** A file that is read piece by piece. `fileFromPath` of `@klatch/sdk/node` makes one of a file on disk. */
export interface FileSource {
  readonly name: string;
  /** A media type, such as `image/jpeg`; empty: not known. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** The bytes from `from` to before `to`. Reading the same twice gives the same. */
  read(from: number, to: number): Promise<Uint8Array>;
}

/** The part of a standard `Blob` or `File` that the SDK uses. */
export interface BlobLike {
  readonly name?: string;
  readonly type: string;
  readonly size: number;
  /** The bytes from `from` on, before `to`. */
  slice(
    from: number,
    to: number,
  ): {
    /** Its bytes. */
    arrayBuffer(): Promise<ArrayBuffer>;
  };
}

const isSource = (given: BlobLike | FileSource): given is FileSource => "read" in given;

/** Any file as a source. */
export function sourceOf(given: BlobLike | FileSource): FileSource {
  if (isSource(given)) return given;
  return {
    name: given.name ?? "",
    type: given.type,
    size: given.size,
    read: async (from, to) => new Uint8Array(await given.slice(from, to).arrayBuffer()),
  };
}

/** @throws KlatchError `FILE_NOT_AS_DECLARED` if the file is not there any more, or another one than it was */
export async function readPiece(source: FileSource, from: number, to: number): Promise<Uint8Array<ArrayBuffer>> {
  let cause: unknown;
  try {
    const bytes = await source.read(from, to);
    // A view of shared memory is no body of a request.
    if (bytes.length === to - from) return bytes.buffer instanceof ArrayBuffer ? asOwn(bytes) : new Uint8Array(bytes);
  } catch (error) {
    cause = error;
  }
  throw new KlatchError("FILE_NOT_AS_DECLARED", "The file cannot be read any more as it was.", { cause });
}

const asOwn = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length);

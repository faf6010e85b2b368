// Calls to the object that knows which files have equal bytes, of those whose hash falls to it.
import type { FileId } from "../protocol/files.ts";

/** What a file gives: the SHA-256 of its bytes (64 hexadecimal digits), and how many there are. */
export interface EqualBytes {
  readonly sha256: string;
  readonly size: number;
}

/** Where the bytes are that equal files give in common. */
export type CommonBytes = EqualBytes & {
  /** Of R2. No file has it as its own. */
  readonly key: string;
};

/** `later`: not now. `gone`: the file is dying or gone, or has other bytes, and will never say anything else. */
export type MergeAnswer = "done" | "later" | "gone";

export interface EqualFilesRpc {
  /** The file has these bytes, and will leave before it is gone. Idempotent. Whether others have them nobody is told. */
  offer(request: EqualBytes & { readonly fileId: FileId }): Promise<void>;
  /** The file is dying: it gives no bytes any more. Idempotent, also for one that was never offered. */
  leave(request: Pick<EqualBytes, "sha256"> & { readonly fileId: FileId }): Promise<void>;
}

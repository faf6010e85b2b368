// What a store offers for the bytes of files that are written and not sent.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { BlobLike, FileSource } from "../files/file-source.ts";

/**
 * Keeps the bytes of files until their messages are sent. They are erased with everything else of a user, and there is
 * nothing for any other one. Keys are short, of letters, digits, `_`, `-` and `.`.
 */
export interface KeptFiles {
  /** Keeps all bytes, or none and rejects. What is there under this key is replaced. */
  keep(userId: UserId, key: string, file: BlobLike | FileSource): Promise<void>;
  /** Null: there is nothing under this key. */
  open(userId: UserId, key: string): Promise<FileSource | null>;
  /** What is not there is no error. */
  erase(userId: UserId, keys: readonly string[]): Promise<void>;
  /** What is there, and since when, in ms since 1970 by this device's clock. */
  list(userId: UserId): Promise<readonly { readonly key: string; readonly keptAtMs: number }[]>;
}

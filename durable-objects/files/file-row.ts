// The row of one file, and for whom it is there.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Rows } from "./references.ts";
import type { StoredFile } from "./stored-file.ts";

const key = "file";

export class FileRow {
  readonly #rows: Pick<Rows, "get" | "put">;
  /** Undefined: not read yet. */
  #held: StoredFile | null | undefined;

  constructor(rows: Pick<Rows, "get" | "put">) {
    this.#rows = rows;
  }

  /** Null: there is none (any more). */
  get now(): StoredFile | null {
    return (this.#held ??= this.#rows.get<StoredFile>(key) ?? null);
  }

  /** Null, too, if it is dying. */
  get living(): StoredFile | null {
    const file = this.now;
    return file === null || file.isDying ? null : file;
  }

  /** This user's own, unless it is dying. */
  own(userId: UserId): StoredFile | null {
    const file = this.living;
    return file !== null && file.ownerId === userId ? file : null;
  }

  put(file: StoredFile): void {
    this.#rows.put(key, file);
    this.#held = file;
  }

  /** All rows are gone. */
  forget(): void {
    this.#held = undefined;
  }
}

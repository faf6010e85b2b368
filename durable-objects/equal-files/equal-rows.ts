// What is stored of equal files: a row for each file that was offered; one more for bytes that at least two have, or had.
import type { FileId } from "../../schema/protocol/files.ts";
import type { EqualBytes } from "../../schema/rpc/equal-files.ts";
import type { Rows } from "../files/references.ts";

/** Bytes that were offered twice. */
export interface Twins extends EqualBytes {
  /** When it is looked at next, ms since 1970. */
  readonly dueAt: number;
  /** Where they are in common. `writtenAt`: when somebody was asked to put them there. */
  readonly common: { readonly key: string; readonly writtenAt: number; readonly isStored: boolean } | null;
}

/** A key of R2 that nobody may give any more: deleted now, and once more when nobody can be writing there. */
export interface Grave {
  readonly key: string;
  readonly nextAt: number;
  readonly until: number;
}

const [files, twins, due, graves] = ["file/", "twins/", "due/", "grave/"];
const fileKey = (sha256: string, fileId: FileId): string => `${files}${sha256}/${fileId}`;
/** In the order of their times. */
const dueKey = ({ sha256, dueAt }: Pick<Twins, "sha256" | "dueAt">): string =>
  `${due}${String(Math.floor(dueAt)).padStart(15, "0")}/${sha256}`;

export class EqualRows {
  readonly #rows: Rows;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** When the file said last that it gives the common bytes, ms since 1970; 0: never; undefined: it is not known. */
  file(sha256: string, fileId: FileId): number | undefined {
    return this.#rows.get<number>(fileKey(sha256, fileId));
  }

  putFile(sha256: string, fileId: FileId, askedAt: number): void {
    this.#rows.put(fileKey(sha256, fileId), askedAt);
  }

  deleteFile(sha256: string, fileId: FileId): void {
    this.#rows.delete(fileKey(sha256, fileId));
  }

  /** @param most so many are looked for; by default all */
  files(sha256: string, most?: number): readonly (readonly [FileId, number])[] {
    const prefix = `${files}${sha256}/`;
    return [...this.#rows.list<number>({ prefix, ...(most !== undefined && { limit: most }) })].map(
      ([key, askedAt]) => [key.slice(prefix.length) as FileId, askedAt] as const,
    );
  }

  twins(sha256: string): Twins | undefined {
    return this.#rows.get<Twins>(twins + sha256);
  }

  putTwins(next: Twins): void {
    const before = this.twins(next.sha256);
    if (before !== undefined && before.dueAt !== next.dueAt) this.#rows.delete(dueKey(before));
    if (before?.dueAt !== next.dueAt) this.#rows.put(dueKey(next), 0);
    this.#rows.put(twins + next.sha256, next);
  }

  deleteTwins(known: Twins): void {
    this.#rows.delete(dueKey(known));
    this.#rows.delete(twins + known.sha256);
  }

  /** Those that are due next. */
  due(most: number): readonly Pick<Twins, "sha256" | "dueAt">[] {
    return [...this.#rows.list({ prefix: due, limit: most })].map(([key]) => {
      const [at = "", sha256 = ""] = key.slice(due.length).split("/");
      return { sha256, dueAt: Number(at) };
    });
  }

  putGrave({ key, ...times }: Grave): void {
    this.#rows.put(graves + key, times);
  }

  deleteGrave(key: string): void {
    this.#rows.delete(graves + key);
  }

  graves(): readonly Grave[] {
    const all = this.#rows.list<Omit<Grave, "key">>({ prefix: graves });
    return [...all].map(([key, times]) => ({ key: key.slice(graves.length), ...times }));
  }
}

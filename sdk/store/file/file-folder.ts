// Files in a folder, for the store in a file: each whole or not there.
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { sourceOf, type BlobLike, type FileSource } from "../../files/file-source.ts";
import type { KeptFiles } from "../kept-files.ts";
import { fileFromPath } from "./file-from-path.ts";

const pieceBytes = 1_048_576;
const unfinished = ".new";
/** What a message's id, and what is added to it, may have: nothing that leads out of the folder. */
const keyPattern = /^[\w-]{1,64}(\.\d+)?$/;

export class FileFolder implements KeptFiles {
  readonly #path: string;
  readonly #isTheirs: (userId: UserId) => Promise<boolean>;

  /** @param isTheirs whether the store belongs to this user */
  constructor(path: string, isTheirs: (userId: UserId) => Promise<boolean>) {
    this.#path = path;
    this.#isTheirs = isTheirs;
  }

  async keep(userId: UserId, key: string, file: BlobLike | FileSource): Promise<void> {
    if (!(await this.#isTheirs(userId))) return;
    const path = this.#pathOf(key);
    const source = sourceOf(file);
    await mkdir(this.#path, { recursive: true, mode: 0o700 });
    const written = await open(path + unfinished, "w", 0o600);
    try {
      for (let from = 0; from < source.size; from += pieceBytes)
        await written.appendFile(await source.read(from, Math.min(from + pieceBytes, source.size)));
      await written.sync();
    } finally {
      await written.close();
    }
    await rename(path + unfinished, path);
  }

  async open(userId: UserId, key: string): Promise<FileSource | null> {
    if (!(await this.#isTheirs(userId))) return null;
    return fileFromPath(this.#pathOf(key)).catch(() => null);
  }

  async erase(userId: UserId, keys: readonly string[]): Promise<void> {
    if (!(await this.#isTheirs(userId))) return;
    for (const key of keys) await rm(this.#pathOf(key), { force: true });
  }

  async list(userId: UserId): Promise<{ readonly key: string; readonly keptAtMs: number }[]> {
    if (!(await this.#isTheirs(userId))) return [];
    const names = await readdir(this.#path).catch((): string[] => []);
    const kept: { readonly key: string; readonly keptAtMs: number }[] = [];
    for (const key of names.filter((name) => keyPattern.test(name)))
      kept.push({ key, keptAtMs: (await stat(this.#pathOf(key))).mtimeMs });
    return kept;
  }

  /** Erases everybody's. */
  async clear(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }

  #pathOf(key: string): string {
    if (!keyPattern.test(key)) throw new Error("This is no key of a file.");
    return join(this.#path, key);
  }
}

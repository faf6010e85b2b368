// Files in IndexedDB, in a database of their own: it is made with the first of them, and earlier versions of the SDK, which
// would not open a store with a new table, do not see it.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { sourceOf, type BlobLike, type FileSource } from "../../files/file-source.ts";
import type { KeptFiles } from "../kept-files.ts";
import {
  committed,
  deleteDatabase,
  openDatabase,
  resultOf,
  type IdbDatabase,
  type IdbFactory,
  type IdbObjectStore,
} from "./idb.ts";

interface Row {
  readonly blob: Blob;
  readonly name: string;
  readonly keptAtMs: number;
}

const table = "files";
/** Of a file that is no Blob so much is read at once. */
const pieceBytes = 1_048_576;

export class IndexedDbFiles implements KeptFiles {
  readonly #factory: IdbFactory;
  readonly #name: string;
  #database: Promise<IdbDatabase> | null = null;

  constructor(factory: IdbFactory, name: string) {
    this.#factory = factory;
    this.#name = `${name}-files`;
  }

  async keep(userId: UserId, key: string, file: BlobLike | FileSource): Promise<void> {
    const row: Row = { blob: await blobOf(file), name: file.name ?? "", keptAtMs: Date.now() };
    await this.#within("readwrite", async (rows) => void rows.put(row, keyOf(userId, key)));
  }

  async open(userId: UserId, key: string): Promise<FileSource | null> {
    const row = await this.#within("readonly", (rows) => resultOf(rows.get(keyOf(userId, key))));
    if (row === undefined) return null;
    const { blob, name } = row as Row;
    return { ...sourceOf(blob), name };
  }

  async erase(userId: UserId, keys: readonly string[]): Promise<void> {
    await this.#within("readwrite", async (rows) => {
      for (const key of keys) rows.delete(keyOf(userId, key));
    });
  }

  async list(userId: UserId): Promise<{ readonly key: string; readonly keptAtMs: number }[]> {
    const [keys, rows] = await this.#within("readonly", (files) =>
      Promise.all([resultOf(files.getAllKeys()), resultOf(files.getAll())]),
    );
    const theirs = keyOf(userId, "");
    return keys.flatMap((key, i) => {
      const isTheirs = typeof key === "string" && key.startsWith(theirs);
      return isTheirs ? [{ key: key.slice(theirs.length), keptAtMs: (rows[i] as Row).keptAtMs }] : [];
    });
  }

  /** Erases everybody's. */
  async clear(): Promise<void> {
    const database = this.#database;
    this.#database = null;
    (await database?.catch(() => null))?.close();
    await deleteDatabase(this.#factory, this.#name);
  }

  async #within<T>(mode: "readonly" | "readwrite", work: (rows: IdbObjectStore) => Promise<T>): Promise<T> {
    this.#database ??= openDatabase(this.#factory, this.#name, [table], {
      mayMake: true,
      onClosed: () => {
        this.#database = null;
      },
    });
    try {
      const transaction = (await this.#database).transaction([table], mode);
      const done = committed(transaction);
      const result = await work(transaction.objectStore(table));
      if (mode === "readwrite") await done;
      return result;
    } catch (error) {
      // The next call opens it again.
      this.#database = null;
      throw error;
    }
  }
}

const keyOf = (userId: UserId, key: string): string => `${userId} ${key}`;

async function blobOf(file: BlobLike | FileSource): Promise<Blob> {
  if (file instanceof Blob) return file;
  const source = sourceOf(file);
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < source.size; from += pieceBytes)
    pieces.push(new Uint8Array(await source.read(from, Math.min(from + pieceBytes, source.size))));
  return new Blob(pieces, { type: source.type });
}

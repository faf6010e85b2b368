// An append-only file of records, each whole or not there: what a crash tears off at the end is cut away at the next start.
import { createHash } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

/** The first record of every journal. A file that begins otherwise is not one, and is left alone. */
const header = { klatchStore: 1 };
const hashChars = 16;
const newline = 0x0a;

/** A line: the first 64 bits of the SHA-256 of the JSON text, a space, the text. JSON has no line breaks of its own. */
function lineOf(record: unknown): string {
  const json = JSON.stringify(record);
  return `${hashOf(json)} ${json}\n`;
}

const hashOf = (json: string): string => createHash("sha256").update(json).digest("hex").slice(0, hashChars);

/** @returns undefined if the line is no whole record */
function parseLine(line: string): unknown {
  const json = line.slice(hashChars + 1);
  return line[hashChars] === " " && line.slice(0, hashChars) === hashOf(json) ? JSON.parse(json) : undefined;
}

/** The whole records at the beginning of `bytes`, and where they end. @throws Error if whole records follow a broken one */
function parseRecords(path: string, bytes: Buffer): { readonly records: unknown[]; readonly size: number } {
  const records: unknown[] = [];
  let size = 0;
  let isBroken = false;
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(newline, start);
    const record = end < 0 ? undefined : parseLine(bytes.toString("utf8", start, end));
    // A crash tears only the last record, since each is on disk before the next one is written.
    if (record !== undefined && isBroken) throw new Error(`The store ${path} is damaged: records follow a broken one.`);
    if (record === undefined) isBroken = true;
    else {
      records.push(record);
      size = end + 1;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return { records, size };
}

/** What a crash can leave of a new journal: a part of the header, or zeros in its place. */
function isTornHeader(bytes: Buffer): boolean {
  const whole = Buffer.from(lineOf(header));
  return bytes.every((byte, i) => byte === 0 || byte === whole[i]);
}

const isHeader = (record: unknown): boolean => JSON.stringify(record) === JSON.stringify(header);

export class Journal {
  readonly #path: string;
  #file: FileHandle;
  #size: number;
  /** A failed write may have left bytes after `#size`. */
  #isDirty: boolean;

  private constructor(path: string, file: FileHandle, size: number, isDirty: boolean) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#isDirty = isDirty;
  }

  /**
   * Opens the journal, or makes an empty one. Only its owner can read it from then on.
   * @returns its records, oldest first
   * @throws Error if the file is damaged or is no journal
   */
  static async open(path: string): Promise<{ readonly journal: Journal; readonly records: readonly unknown[] }> {
    // Left by a crash before it replaced the journal.
    await rm(draftOf(path), { force: true });
    const file = await open(path, "a+", 0o600).then(async (made) => {
      // One that others could read, too. File systems without such rights refuse it.
      await made.chmod(0o600).catch(() => {});
      await made.close();
      return open(path, "r+");
    });
    try {
      const bytes = await file.readFile();
      const { records, size } = parseRecords(path, bytes);
      const isNew = records.length === 0;
      if (isNew && !isTornHeader(bytes)) throw new Error(`${path} is no store of @klatch/sdk.`);
      if (!isNew && !isHeader(records[0])) throw new Error(`${path} is no store that this version can read.`);
      const journal = new Journal(path, file, size, bytes.length > size);
      if (isNew) {
        await journal.append(header);
        await syncFolder(path);
      }
      return { journal, records: records.slice(1) };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Resolves when the record is on disk. After a failure the journal is as it was before, and may be appended to. */
  async append(record: unknown): Promise<void> {
    if (this.#isDirty) await this.#file.truncate(this.#size);
    this.#isDirty = true;
    const bytes = Buffer.from(lineOf(record));
    await writeAll(this.#file, bytes, this.#size);
    await this.#file.datasync();
    this.#size += bytes.length;
    this.#isDirty = false;
  }

  /** Replaces the records by these, all at once: after a crash there are either the old ones or the new ones. */
  async replace(records: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
    const draft = draftOf(this.#path);
    const file = await open(draft, "w", 0o600);
    let size = 0;
    try {
      const add = async (record: unknown): Promise<void> => {
        const bytes = Buffer.from(lineOf(record));
        await writeAll(file, bytes, size);
        size += bytes.length;
      };
      await add(header);
      for await (const record of records) await add(record);
      await file.sync();
      // Windows does not replace a file that is open.
      await this.#file.close();
      await rename(draft, this.#path).catch(async (error: unknown) => {
        this.#file = await open(this.#path, "r+");
        throw error;
      });
    } catch (error) {
      await file.close();
      throw error;
    }
    this.#file = file;
    this.#size = size;
    this.#isDirty = false;
    await syncFolder(this.#path);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

const draftOf = (path: string): string => `${path}.new`;

/** A single `write` may write less than it was given. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Makes a new or renamed file's name last through a crash of the machine. Windows does not open folders, and needs it not. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

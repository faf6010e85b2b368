// Where the objects of a local server have some words, byte for byte: also on pages, and in parts of pages, that no row uses.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";

const objectsIn = (stateDir: string): string => join(stateDir, "v3", "do");
const d1In = (stateDir: string): string => join(stateDir, "v3", "d1");
const r2In = (stateDir: string): string => join(stateDir, "v3", "r2");

async function databases(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(({ name }) => name.endsWith(".sqlite")).map(({ parentPath, name }) => join(parentPath, name));
}

/**
 * The server must be down: what waits in a `-wal` is moved into its file first, as the platform does in time.
 *
 * @param words in ASCII
 * @returns `file: word` for each that is found
 */
export const findWords = async (stateDir: string, words: readonly string[]): Promise<string[]> =>
  findInFiles(await databases(objectsIn(stateDir)), words);

async function findInFiles(files: readonly string[], words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    found.push(...findIn(file, await readFile(file, "latin1"), words));
  }
  return found;
}

const findIn = (place: string, text: string, words: readonly string[]): string[] =>
  words.filter((word) => text.includes(word)).map((word) => `${place}: ${word}`);

/** The same for the directory: the database with the accounts. */
export async function findInDirectory(stateDir: string, words: readonly string[]): Promise<string[]> {
  const files = (await databases(d1In(stateDir))).filter((file) => tablesOf(file).includes("account"));
  if (files.length !== 1) throw new Error(`there are ${files.length} directories`);
  return findInFiles(files, words);
}

/** The same for all databases of D1. */
export const findInD1 = async (stateDir: string, words: readonly string[]): Promise<string[]> =>
  findInFiles(await databases(d1In(stateDir)), words);

/** The same in objects of R2, packed and unpacked, and in what is kept beside them. */
export async function findInArchive(stateDir: string, words: readonly string[]): Promise<string[]> {
  const found = await findInFiles(await databases(r2In(stateDir)), words);
  for (const file of await archivedObjects(stateDir)) {
    const bytes = await readFile(file);
    found.push(...findIn(file, bytes.toString("latin1"), words), ...findIn(file, gunzipSync(bytes).toString(), words));
  }
  return found;
}

/** Files of the objects in R2. Opens no database, so the server may be running. */
export async function archivedObjects(stateDir: string): Promise<string[]> {
  const entries = await readdir(r2In(stateDir), { recursive: true, withFileTypes: true });
  const blobs = entries.filter((entry) => entry.isFile() && entry.parentPath.endsWith("blobs"));
  return blobs.map(({ parentPath, name }) => join(parentPath, name));
}

function tablesOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'sqlite_*'")
    .all();
  database.close();
  return tables.map(({ name }) => String(name));
}

/** Objects in R2 that nothing names, and that are there yet. */
export async function unswept(stateDir: string): Promise<number> {
  let count = 0;
  for (const file of await databases(d1In(stateDir))) {
    if (!tablesOf(file).includes("history_object")) continue;
    const database = new DatabaseSync(file, { readOnly: true });
    const query = "SELECT count(*) AS n FROM history_object WHERE state <> 'deleted'";
    count += Number(database.prepare(query).get()?.["n"]);
    database.close();
  }
  return count;
}

/** How many events are being erased: 0 when every inbox was told and history has followed. */
export async function erasing(stateDir: string): Promise<number> {
  let count = 0;
  for (const file of await databases(join(objectsIn(stateDir), "klatch-Conversation"))) {
    const database = new DatabaseSync(file, { readOnly: true });
    // The emulator has a database of its own among them.
    const isLog = database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'erasing_event'").get() !== undefined;
    if (isLog) count += Number(database.prepare("SELECT count(*) AS n FROM erasing_event").get()?.["n"]);
    database.close();
  }
  return count;
}

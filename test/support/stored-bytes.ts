// Where the objects of a local server have some words, byte for byte: also on pages, and in parts of pages, that no row uses.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const objectsIn = (stateDir: string): string => join(stateDir, "v3", "do");

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
export async function findWords(stateDir: string, words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of await databases(objectsIn(stateDir))) {
    const database = new DatabaseSync(file);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    database.close();
    const bytes = await readFile(file, "latin1");
    for (const word of words) if (bytes.includes(word)) found.push(`${file}: ${word}`);
  }
  return found;
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

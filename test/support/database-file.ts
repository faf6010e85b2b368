// A D1 database of a local server, in the file where it keeps it: read at any time, written only while it is down.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export async function inDatabase<T>(
  stateDir: string,
  binding: "DIRECTORY" | "HISTORY",
  options: { readonly readOnly: boolean },
  act: (database: DatabaseSync) => T,
): Promise<T> {
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  const files = (await readdir(folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  for (const file of files) {
    const database = new DatabaseSync(join(folder, file), options);
    try {
      if (isDatabase(database, binding)) return act(database);
    } finally {
      database.close();
    }
  }
  throw new Error(`${folder} has no ${binding}`);
}

/** The directory has tables of history, too: only it has accounts. */
const isDatabase = (database: DatabaseSync, binding: "DIRECTORY" | "HISTORY"): boolean =>
  (database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'account'").get() !== undefined) ===
  (binding === "DIRECTORY");

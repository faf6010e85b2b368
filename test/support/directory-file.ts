// The directory (D1) of a local server, in the file where it keeps it: read at any time, written only while it is down.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export async function inDirectory<T>(
  stateDir: string,
  options: { readonly readOnly: boolean },
  act: (database: DatabaseSync) => T,
): Promise<T> {
  const folder = join(stateDir, "v3", "d1", "miniflare-D1DatabaseObject");
  const file = (await readdir(folder)).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)) ?? "";
  const database = new DatabaseSync(join(folder, file), options);
  try {
    return act(database);
  } finally {
    database.close();
  }
}

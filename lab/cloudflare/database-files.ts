// The D1 databases of the stand-in: SQLite files at the places where miniflare looks for them, so that the API and the
// Worker that was uploaded have the same contents.
import { createHash, createHmac } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Refusal } from "./exchange.ts";

/** As miniflare names the file of a D1 database: by the id of an object. */
function fileOf(id: string): string {
  const key = createHash("sha256").update("miniflare-D1DatabaseObject").digest();
  const name = createHmac("sha256", key).update(id).digest().subarray(0, 16);
  const proof = createHmac("sha256", key).update(name).digest().subarray(0, 16);
  return `${Buffer.concat([name, proof]).toString("hex")}.sqlite`;
}

const sqlError = 7500;

export class DatabaseFiles {
  readonly #folder: string;

  /** @param storage miniflare's folder */
  constructor(storage: string) {
    this.#folder = join(storage, "d1", "miniflare-D1DatabaseObject");
    mkdirSync(this.#folder, { recursive: true });
  }

  /** One statement with its rows, or several without, all or none. @throws Refusal with SQLite's message */
  query(id: string, sql: string): readonly Record<string, unknown>[] {
    const database = new DatabaseSync(join(this.#folder, fileOf(id)));
    try {
      database.exec("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE");
      const rows = isOne(sql) ? database.prepare(sql).all() : (database.exec(sql), []);
      database.exec("COMMIT");
      return rows;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw new Refusal(400, sqlError, `${error instanceof Error ? error.message : String(error)}: SQLITE_ERROR`);
    } finally {
      database.close();
    }
  }
}

const isOne = (sql: string): boolean => !sql.trim().replace(/;$/, "").includes(";");

// Migrations that have shipped are frozen: objects in the field have run exactly these texts.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { createLogTable } from "../../durable-objects/conversation/log/eras.ts";
import { neededByName } from "../../schema/versions/databases.ts";
import { neededEntries, releases } from "../../schema/versions/releases.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import {
  changedModules,
  currentMigrations,
  migrationsLockFile,
  type MigrationsLock,
} from "../../tools/check/migrations-lock.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { openSqlite } from "../support/sqlite.ts";

const locked = JSON.parse(readFileSync(migrationsLockFile, "utf8")) as MigrationsLock;
const current = currentMigrations();

describe("[HIB-14] the lock on migrations", () => {
  it("holds every migration as it was checked in", () => {
    expect(changedModules(locked, current), "add a new entry instead of changing one that has shipped").toEqual([]);
    expect(current, "run `npm run migrations:lock` and commit its file").toEqual(locked);
  });

  it("is of every module that has tables", () => {
    expect(Object.keys(current).toSorted()).toEqual(readdirSync(inRepository("schema", "tables")).toSorted());
  });

  it("notices an entry that is changed, taken away or put between others", () => {
    const log = current["log"] as readonly string[];
    for (const other of [
      ["0".repeat(32), ...log.slice(1)],
      log.slice(0, -1),
      [log[0] as string, "new", ...log.slice(1)],
    ])
      expect(changedModules(locked, { ...current, log: other })).toEqual(["log"]);
    expect(changedModules(locked, { ...current, log: [...log, "new"] })).toEqual([]);
  });

  it.each(["directory", "history"])("[VERSION-4] names of %s's migrations say what code must know", (folder) => {
    const files = readdirSync(inRepository("schema", "tables", folder, "migrations")).toSorted();
    // Those of one release may be applied one by one.
    for (const [i, file] of files.entries())
      expect([file, neededByName(file)]).toEqual([file, neededEntries(folder, i + 1)]);
  });

  it("[VERSION-4] no release knew more than there is", () => {
    for (const { entries } of releases)
      for (const [module, count] of Object.entries(entries))
        expect([module, current[module]?.slice(0, count).length]).toEqual([module, count]);
  });

  it("a new era's table has the columns of the first one", () => {
    const storage = openSqlite();
    const { sql } = storage;
    migrate(storage, { log: logMigrations });
    sql.exec(createLogTable(1));
    const columns = (table: string): unknown[] => sql.exec(`SELECT * FROM pragma_table_info('${table}')`).toArray();
    expect(columns("log_1")).toEqual(columns("log_0"));
  });
});

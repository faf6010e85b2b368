// The Drizzle tables of both D1 databases against the SQL that makes them: two descriptions that must stay one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, it } from "vitest";
import * as directoryTables from "../../schema/tables/directory/tables.ts";
import * as historyTables from "../../schema/tables/history/tables.ts";
import { openSqlite } from "../support/sqlite.ts";

/** The directory still has the tables of history, from which conversations move. */
const databases = {
  directory: { ...directoryTables, ...historyTables },
  history: historyTables,
};

function migrated(name: string): SqlStorage {
  const { sql } = openSqlite();
  const folder = join(import.meta.dirname, "../../schema/tables", name, "migrations");
  for (const file of readdirSync(folder).toSorted()) sql.exec(readFileSync(join(folder, file), "utf8"));
  return sql;
}

it.each(Object.entries(databases))(
  "[AUTH-13] [HISTORY-20] the migrations of %s make exactly the tables and columns that the code uses",
  (folder, tables) => {
    const sql = migrated(folder);
    const made = sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .toArray();
    const described = Object.values<SQLiteTable>(tables).map((table) => getTableConfig(table));
    expect(made.map(({ name }) => name)).toEqual(described.map(({ name }) => name).toSorted());
    for (const { name, columns, primaryKeys } of described) {
      const keys = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
      const expected = columns.map((column) => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        notnull: column.notNull ? 1 : 0,
        isKey: column.primary || keys.has(column.name),
      }));
      const actual = sql
        .exec<{ name: string; type: string; notnull: number; pk: number }>(`SELECT * FROM pragma_table_info('${name}')`)
        .toArray()
        .map(({ pk, ...column }) => ({ name: column.name, type: column.type, notnull: column.notnull, isKey: pk > 0 }));
      expect(actual).toEqual(expected);
    }
  },
);

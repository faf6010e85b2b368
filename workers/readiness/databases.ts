// GET /ready: each D1 database answers, has every migration that this code knows, and every table that it uses.
import { getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { isHistoryShard } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import type { HistoryBindings } from "../../durable-objects/runtime/env.ts";
import * as directory from "../../schema/tables/directory/tables.ts";
import { neededByName } from "../../schema/versions/databases.ts";
import * as history from "../../schema/tables/history/tables.ts";
import { CheckFailed, type Check } from "./check.ts";
import { directoryMigrations, historyMigrations } from "./made.data.ts";

/** Which version of the schema this code needs. */
interface Schema {
  readonly migrations: readonly string[];
  readonly tables: readonly string[];
}

const tablesOf = (tables: Readonly<Record<string, unknown>>): string[] =>
  Object.values(tables).flatMap((table) => (is(table, SQLiteTable) ? [getTableName(table)] : []));

/** Only described for the version before, so that a later migration may drop it. */
const unused = getTableName(directory.registration);

const schemas: { readonly directory: Schema; readonly history: Schema } = {
  directory: {
    migrations: directoryMigrations,
    // History's tables as well: what earlier versions wrote there is read until it has moved.
    tables: [...tablesOf(directory), ...tablesOf(history)].filter((name) => name !== unused),
  },
  history: { migrations: historyMigrations, tables: tablesOf(history) },
};

/** Also of the further databases of history that the deployment has. */
export const databaseChecks = (env: HistoryBindings): readonly Check[] => [
  ["DIRECTORY", () => askDatabase(env.DIRECTORY, schemas.directory)],
  ["HISTORY", () => askDatabase(env.HISTORY, schemas.history)],
  ...Object.entries(env)
    .filter(([name]) => name !== "HISTORY" && isHistoryShard(name))
    .map(([name, database]): Check => [name, () => askDatabase(database, schemas.history)]),
];

/** A database may be ahead by one release: a newer version has migrated it, and this one runs on it all the same. */
async function askDatabase(database: D1Database | undefined, { migrations, tables }: Schema): Promise<void> {
  if (database === undefined) throw new CheckFailed("NOT_CONFIGURED", "The database is not bound.");
  const there = await namesOf(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
  // Made by `wrangler d1 migrations apply`.
  const applied = there.has("d1_migrations")
    ? await namesOf(database, "SELECT name FROM d1_migrations")
    : new Set<string>();
  const [migration] = migrations.filter((name) => !applied.has(name));
  if (migration !== undefined)
    throw new CheckFailed("MIGRATION_MISSING", `The migration ${migration} has not been applied.`);
  if (Math.max(0, ...[...applied].map(neededByName)) > migrations.length)
    throw new CheckFailed("TABLES_TOO_NEW", "The tables are more than one release ahead of this code.");
  const [table] = tables.filter((name) => !there.has(name));
  if (table !== undefined) throw new CheckFailed("TABLE_MISSING", `The table ${table} is missing.`);
}

async function namesOf(database: D1Database, query: string): Promise<ReadonlySet<string>> {
  const { results } = await database.prepare(query).all<{ name: string }>();
  return new Set(results.map(({ name }) => name));
}

// The steps that bring the databases up to date. Migrations only add, so the version that runs goes on working. The table
// of those that were applied is wrangler's.
import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { inRepository } from "../run/wrangler.ts";
import { ApiRefusal, type CloudflareApi } from "./cloudflare-api.ts";
import type { Names } from "./names.ts";
import { migrationsOf, type Project, type ProjectDatabase } from "./project.ts";
import { databaseIdOf } from "./resources.ts";
import type { Step } from "./step.ts";
import { Stop } from "./stop.ts";

const makeTable = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`;
const readTables = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\'`;
const readApplied = "SELECT name FROM d1_migrations ORDER BY id";

const namesShape = v.array(v.object({ results: v.array(v.object({ name: v.string() })) }));

export const migrationSteps = (
  api: CloudflareApi,
  accountId: string,
  names: Names,
  project: Project,
): readonly Step[] => project.d1_databases.map((database) => migrationStep(api, accountId, names, database));

function migrationStep(api: CloudflareApi, accountId: string, names: Names, database: ProjectDatabase): Step {
  const name = names.of(database.database_name);
  return {
    name: `migrations of ${name}`,
    look: async () => {
      const ours = await migrationsOf(database);
      return {
        // What is applied is known by a query, and every query is a change to the API.
        will: `apply those of ${ours.length} that are missing`,
        act: async () => {
          const uuid = await databaseIdOf(api, accountId, name);
          const target = new MigratedDatabase(api, `/accounts/${accountId}/d1/database/${uuid}/query`, name);
          return migrate(target, ours, (file) => readFile(inRepository(database.migrations_dir, file), "utf8"));
        },
      };
    },
  };
}

class MigratedDatabase {
  readonly #api: CloudflareApi;
  readonly #path: string;
  readonly name: string;

  constructor(api: CloudflareApi, path: string, name: string) {
    this.#api = api;
    this.#path = path;
    this.name = name;
  }

  async read(sql: string): Promise<readonly string[]> {
    const [answer] = await this.#api.change("POST", this.#path, namesShape, { sql }, true);
    return answer?.results.map(({ name }) => name) ?? [];
  }

  /** All of it or nothing. */
  async run(sql: string): Promise<void> {
    await this.#api.change("POST", this.#path, v.unknown(), { sql });
  }
}

/** @returns what was done, in words */
async function migrate(
  database: MigratedDatabase,
  ours: readonly string[],
  read: (file: string) => Promise<string>,
): Promise<string> {
  const applied = await appliedTo(database, ours);
  const missing = ours.filter((file) => !applied.includes(file));
  const later = applied.filter((file) => !ours.includes(file));
  for (const file of missing) {
    const sql = `${await read(file)}\nINSERT INTO d1_migrations (name) VALUES ('${file}');`;
    await database.run(sql).catch((error: unknown) => {
      throw error instanceof ApiRefusal && error.code === sqlError
        ? refusedMigration(database.name, file, error)
        : error;
    });
  }
  const done = missing.length === 0 ? "all are applied" : `applied ${missing.length}: ${missing.join(", ")}`;
  return later.length === 0 ? done : `${done}; a later version of Klatch has applied ${later.join(", ")}, which stays`;
}

const sqlError = 7500;

const refusedMigration = (name: string, file: string, { message }: ApiRefusal): Stop =>
  new Stop(
    `The database "${name}" refuses the migration ${file}, and nothing of it was applied: ${message}.\n` +
      "Somebody has changed the database by hand. Look at it (`npx wrangler d1 execute " +
      `${name} --remote --command "SELECT sql FROM sqlite_master"\`), take back what was made by hand, or restore it ` +
      `(\`npx wrangler d1 time-travel restore ${name}\`). Then run this again: it goes on with ${file}.`,
  );

/** @throws Stop when the database has tables that are not Klatch's */
async function appliedTo(database: MigratedDatabase, ours: readonly string[]): Promise<readonly string[]> {
  const tables = await database.read(readTables);
  if (!tables.includes("d1_migrations")) {
    if (tables.length > 0) throw foreignDatabase(database.name);
    await database.run(makeTable);
    return [];
  }
  const applied = await database.read(readApplied);
  if (applied.length > 0 && !applied.some((file) => ours.includes(file))) throw foreignDatabase(database.name);
  return applied;
}

const foreignDatabase = (name: string): Stop =>
  new Stop(
    `The account has a database "${name}" with tables that are not Klatch's; it was left alone. Give this deployment ` +
      "another name with --name NAME, or delete that database if nobody needs it.",
  );

// Migrates the databases of a state directory as `wrangler d1 migrations apply --local` does, with the same records. That
// command takes four seconds of a processor for each database, at each start.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_readConfig, unstable_splitSqlQuery } from "wrangler";
import { storageDirOf } from "./state-dir.ts";
import { inRepository } from "./wrangler.ts";

/** Only D1's part of what `getD1Database` gives. */
type Database = Awaited<ReturnType<Miniflare["getD1Database"]>>;

/** Of wrangler.toml. */
interface DeclaredDatabase {
  readonly binding: string;
  readonly preview_database_id?: string;
  readonly database_id?: string;
  readonly migrations_dir?: string;
}

/**
 * Each migration is one transaction with its record, so a start that is killed goes on where it was.
 *
 * @throws Error what D1 says of a statement that fails
 */
export async function migrateDatabases(stateDir: string): Promise<void> {
  const databases: readonly DeclaredDatabase[] = unstable_readConfig({
    config: inRepository("wrangler.toml"),
  }).d1_databases;
  const namesOfFiles = databases.map(
    // As wrangler names them on this machine.
    ({ binding, preview_database_id: preview, database_id: id }) => [binding, preview ?? id ?? binding] as const,
  );
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: "export default {}",
      d1Databases: Object.fromEntries(namesOfFiles),
      resourcePersistencePath: storageDirOf(stateDir),
      log: new Log(LogLevel.ERROR),
    }),
  );
  try {
    for (const { binding, migrations_dir: dir } of databases)
      if (dir !== undefined) await migrate(await miniflare.getD1Database(binding), inRepository(dir));
  } finally {
    await miniflare.dispose();
  }
}

async function migrate(database: Database, dir: string): Promise<void> {
  await database
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations(
		id         INTEGER PRIMARY KEY AUTOINCREMENT,
		name       TEXT UNIQUE,
		applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
);`,
    )
    .run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const files = (await readdir(dir)).filter((name) => name.endsWith(".sql")).toSorted();
  for (const name of files.filter((file) => !applied.has(file))) {
    const statements = unstable_splitSqlQuery(await readFile(join(dir, name), "utf8"));
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
}

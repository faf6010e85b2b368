// Migrates an actor's tables to the newest version, and tells whether it has any: an object that nobody made stores
// nothing.

type Storage = Pick<DurableObjectStorage, "sql" | "transactionSync">;

/**
 * Whether the object has ever migrated. An object that has not is *unmade*: it refuses every call but those that make
 * it. Reads no row and writes nothing.
 */
export const isMade = ({ sql }: Pick<Storage, "sql">): boolean =>
  sql.exec("PRAGMA table_info(schema_version)").toArray().length > 0;

/**
 * Runs the entries of each module that this object has not run yet, in one transaction. Called in the constructor of an
 * object that is made, before anything else; in any other object by the call that makes it, right before its write.
 *
 * @param modules migrations by module name: a shared module has its own version in every actor that uses it
 */
export function migrate(storage: Storage, modules: Readonly<Record<string, readonly string[]>>): void {
  const { sql } = storage;
  const versions = isMade(storage) ? loadVersions(sql) : new Map<string, number>();
  const pending = Object.entries(modules).filter(([module, entries]) => (versions.get(module) ?? 0) < entries.length);
  if (pending.length === 0) return;
  storage.transactionSync(() => {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS schema_version (module TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID",
    );
    for (const [module, entries] of pending) {
      for (const entry of entries.slice(versions.get(module) ?? 0)) sql.exec(entry);
      sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", module, entries.length);
    }
  });
}

const loadVersions = (sql: SqlStorage): Map<string, number> =>
  new Map(
    [...sql.exec<{ module: string; version: number }>("SELECT module, version FROM schema_version")].map((row) => [
      row.module,
      row.version,
    ]),
  );

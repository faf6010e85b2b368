// Migrates an actor's tables to the newest version: called in every constructor, before anything else.

/**
 * Runs the entries of each module that this object has not run yet, in one transaction.
 *
 * @param modules migrations by module name: a shared module has its own version in every actor that uses it
 */
export function migrate(
  storage: Pick<DurableObjectStorage, "sql" | "transactionSync">,
  modules: Readonly<Record<string, readonly string[]>>,
): void {
  const { sql } = storage;
  sql.exec(
    "CREATE TABLE IF NOT EXISTS schema_version (module TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID",
  );
  const versions = new Map(
    [...sql.exec<{ module: string; version: number }>("SELECT module, version FROM schema_version")].map((row) => [
      row.module,
      row.version,
    ]),
  );
  const pending = Object.entries(modules).filter(([module, entries]) => (versions.get(module) ?? 0) < entries.length);
  if (pending.length === 0) return;
  storage.transactionSync(() => {
    for (const [module, entries] of pending) {
      for (const entry of entries.slice(versions.get(module) ?? 0)) sql.exec(entry);
      sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", module, entries.length);
    }
  });
}

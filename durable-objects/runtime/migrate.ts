// Migrates an actor's tables to the newest version, and tells whether the actor has tables: what nobody made stores
// nothing. Tables that newer code has made are left alone, or refused if they are more than one release ahead.
import { neededEntries, releases } from "../../schema/versions/releases.ts";
import { ActorUnavailable } from "./calls.ts";

type Storage = Pick<DurableObjectStorage, "sql" | "transactionSync">;

/** Migrations by module name, oldest first: a shared module has its own version in every actor that uses it. */
export type Modules = Readonly<Record<string, readonly string[]>>;

/** What this code needs to know to be the release before that of the tables, and what it knows. */
export interface UnknownTables {
  readonly module: string;
  /** Entries that were run. */
  readonly version: number;
  readonly needed: number;
  readonly known: number;
}

/** The object's tables are more than one release ahead of this code, which must neither read nor write them. */
export class TablesTooNew extends ActorUnavailable {
  readonly tables: UnknownTables;

  constructor(tables: UnknownTables) {
    super("The tables are more than one release ahead of this code.");
    this.tables = tables;
  }
}

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
 * @throws TablesTooNew having written nothing
 */
export function migrate(storage: Storage, modules: Modules, known = releases): void {
  const { sql } = storage;
  const versions = isMade(storage) ? loadVersions(sql) : new Map<string, number>();
  refuseUnknown(versions, modules);
  const pending = Object.entries(modules).filter(([module, entries]) => (versions.get(module) ?? 0) < entries.length);
  if (pending.length === 0) return;
  storage.transactionSync(() => {
    sql.exec(
      "CREATE TABLE IF NOT EXISTS schema_version (module TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID",
    );
    for (const [module, entries] of pending) {
      for (const entry of entries.slice(versions.get(module) ?? 0)) sql.exec(entry);
      const needed = neededEntries(module, entries.length, known);
      sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", module, entries.length);
      // A row of its own: code of the first release writes rows of two columns, and reads modules that it does not know.
      if (needed > 0) sql.exec("INSERT OR REPLACE INTO schema_version VALUES (?, ?)", neededBy(module), needed);
    }
  });
}

/** The name under which `schema_version` has how many of the module's entries code must know. */
export const neededBy = (module: string): string => `needs:${module}`;

/** How many entries of each module the object has run. Reads a row for each. */
export const versionsOf = (sql: SqlStorage): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...loadVersions(sql)]
      .filter(([module]) => !module.startsWith(neededBy("")))
      .toSorted(([one], [other]) => one.localeCompare(other)),
  );

function refuseUnknown(versions: ReadonlyMap<string, number>, modules: Modules): void {
  for (const [module, { length: known }] of Object.entries(modules)) {
    const needed = versions.get(neededBy(module)) ?? 0;
    if (needed > known) throw new TablesTooNew({ module, version: versions.get(module) ?? 0, needed, known });
  }
}

const loadVersions = (sql: SqlStorage): Map<string, number> =>
  new Map(
    [...sql.exec<{ module: string; version: number }>("SELECT module, version FROM schema_version")].map((row) => [
      row.module,
      row.version,
    ]),
  );

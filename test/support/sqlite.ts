// An actor's SQLite for unit tests in Node: node:sqlite behind the part of `DurableObjectStorage` that our modules use.
import { deserialize, serialize } from "node:v8";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { maxBoundParameters, maxRowBytes, maxStatementBytes } from "./platform-limits.ts";
import { standInFor } from "./stand-in-for.ts";

type Row = Record<string, SqlStorageValue>;
export type SqliteStorage = Pick<DurableObjectStorage, "sql" | "kv" | "transactionSync">;

/** Like the platform's cursor, but already read. `rowsWritten` counts changed rows, not what indexes would bill. */
class Cursor<T extends Row> {
  readonly columnNames: string[];
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly #rows: T[];
  #position = 0;

  constructor(rows: T[], columnNames: string[], rowsWritten: number) {
    this.#rows = rows;
    this.columnNames = columnNames;
    this.rowsRead = rows.length;
    this.rowsWritten = rowsWritten;
  }

  next(): IteratorResult<T, undefined> {
    const value = this.#rows[this.#position];
    if (value === undefined) return { done: true, value: undefined };
    this.#position += 1;
    return { done: false, value };
  }

  toArray(): T[] {
    return [...this];
  }

  /** @throws Error unless exactly one row is left */
  one(): T {
    const [row, ...others] = this.toArray();
    if (row === undefined || others.length > 0) throw new Error("Expected exactly one result from SQL query");
    return row;
  }

  *raw<U extends SqlStorageValue[]>(): IterableIterator<U> {
    for (const row of this) yield Object.values(row) as U;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let step = this.next(); step.done !== true; step = this.next()) yield step.value;
  }
}

const toInput = (value: unknown): SQLInputValue =>
  value instanceof ArrayBuffer ? new Uint8Array(value) : (value as SQLInputValue);

const toStored = (value: unknown): SqlStorageValue =>
  value instanceof Uint8Array ? new Uint8Array(value).buffer : (value as SqlStorageValue);

/** A database that prepares each statement once, as the platform does. */
interface Prepared {
  readonly database: DatabaseSync;
  readonly statements: Map<string, StatementSync>;
}

function prepare({ database, statements }: Prepared, query: string): StatementSync {
  const known = statements.get(query);
  if (known !== undefined) return known;
  const statement = database.prepare(query);
  statements.set(query, statement);
  return statement;
}

/** So far; a query that only reads need not ask. */
const changedRows = (prepared: Prepared, query: string): number =>
  query.startsWith("SELECT") ? 0 : Number(prepare(prepared, "SELECT total_changes() AS n").get()?.["n"] ?? 0);

function execute<T extends Row>(prepared: Prepared, query: string, bindings: readonly unknown[]): Cursor<T> {
  const before = changedRows(prepared, query);
  // node:sqlite prepares the first statement only, the platform runs them all.
  if (bindings.length === 0 && /;\s*\S/.test(query)) {
    prepared.database.exec(query);
    return new Cursor<T>([], [], changedRows(prepared, query) - before);
  }
  const statement = prepare(prepared, query);
  const rows = statement
    .all(...bindings.map(toInput))
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toStored(value)])) as T);
  const columnNames = statement.columns().map((column) => column.name);
  return new Cursor<T>(rows, columnNames, changedRows(prepared, query) - before);
}

/** The platform's, enforced by SQLite itself: `length` is that of a string, a blob and a row. */
const limits = { length: maxRowBytes, variableNumber: maxBoundParameters, sqlLength: maxStatementBytes };

/** Values beside the tables, in a table of their own once there is one, so that transactions hold for them as well. */
function valuesIn(database: DatabaseSync): SyncKvStorage {
  const run = (query: string, ...bindings: SQLInputValue[]): Record<string, unknown>[] => {
    database.exec("CREATE TABLE IF NOT EXISTS _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
    return database.prepare(query).all(...bindings);
  };
  const isStored = (): boolean =>
    database.prepare("SELECT name FROM sqlite_master WHERE name = '_cf_KV'").get() !== undefined;
  return standInFor<SyncKvStorage>({
    get: (key: string): unknown => {
      const value = isStored() ? run("SELECT value FROM _cf_KV WHERE key = ?", key)[0]?.["value"] : undefined;
      return value instanceof Uint8Array ? deserialize(value) : undefined;
    },
    put: (key: string, value: unknown) =>
      void run("INSERT OR REPLACE INTO _cf_KV VALUES (?, ?)", key, serialize(value)),
    delete: (key: string) => isStored() && run("DELETE FROM _cf_KV WHERE key = ? RETURNING key", key).length > 0,
  });
}

/** @param path a file, to outlive the storage object; in memory when absent */
export function openSqlite(path = ":memory:"): SqliteStorage {
  const database = new DatabaseSync(path, { limits });
  const prepared = { database, statements: new Map<string, StatementSync>() };
  let depth = 0;
  const sql = {
    exec: <T extends Row>(query: string, ...bindings: unknown[]) => execute<T>(prepared, query, bindings),
    get databaseSize(): number {
      const value = database
        .prepare("SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size")
        .get();
      return Number(value?.["size"] ?? 0);
    },
  };
  return {
    sql: standInFor<SqlStorage>(sql),
    kv: valuesIn(database),
    transactionSync: <T>(closure: () => T): T => {
      const name = `level_${depth}`;
      database.exec(`SAVEPOINT ${name}`);
      depth += 1;
      try {
        const result = closure();
        database.exec(`RELEASE ${name}`);
        return result;
      } catch (error) {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
}

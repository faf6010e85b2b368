// D1 and R2 in a simulation: the directory's SQL on SQLite in memory, and a map of objects, both behind its network.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

/** What carries calls to the tiers. */
export interface Calls {
  /** @param life of the caller; null for one that never crashes */
  call<T>(name: string, isWrite: boolean, life: number | null, apply: () => T): Promise<T>;
}

/** The migrations that concern history: of its own databases, or of the directory, where it was before. */
function migrationsIn(name: "directory" | "history"): string[] {
  const folder = join(import.meta.dirname, "../../schema/tables", name, "migrations");
  return readdirSync(folder)
    .toSorted()
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .filter((text) => text.includes("history_"));
}
const migrations = { directory: migrationsIn("directory"), history: migrationsIn("history") };

/** An empty database with the tables of history, in this file or in memory. */
export function openHistory(name: "directory" | "history", file?: string): SqliteStorage {
  const storage = openSqlite(file);
  for (const migration of migrations[name]) storage.sql.exec(migration);
  return storage;
}

/** The beginning of a statement, and what it binds that is short. */
const describe = ({ query, parameters }: Statement): string =>
  `${query.slice(0, 25).replaceAll('"', "")} (${parameters.filter((one) => typeof one === "number").join()})`;

class Statement {
  readonly query: string;
  readonly parameters: readonly unknown[];
  readonly #database: FakeD1;

  constructor(database: FakeD1, query: string, parameters: readonly unknown[] = []) {
    this.#database = database;
    this.query = query;
    this.parameters = parameters;
  }

  bind(...parameters: unknown[]): Statement {
    return new Statement(this.#database, this.query, parameters);
  }

  async all(): Promise<unknown> {
    return (await this.#database.batch([this]))[0];
  }

  async run(): Promise<unknown> {
    return (await this.#database.batch([this]))[0];
  }

  async raw(): Promise<unknown[][]> {
    const [answer] = await this.#database.batch([this]);
    return (answer?.results ?? []).map((row) => Object.values(row));
  }
}

type Results = {
  readonly results: Record<string, unknown>[];
  readonly meta: { readonly size_after: number };
};

/** Asked of SQLite only if somebody wants to know. */
const sizeOf = ({ sql }: SqliteStorage): Results["meta"] => ({
  get size_after() {
    return sql.exec<{ page_count: number }>("PRAGMA page_count").one().page_count * 4_096;
  },
});

/** What Drizzle uses of a D1 database. */
export class FakeD1 {
  readonly #storage: SqliteStorage;
  readonly #network: Calls;
  readonly #life: number | null;
  readonly #change: (query: string) => string;

  /** @param change what becomes of the text of a statement */
  constructor(storage: SqliteStorage, network: Calls, life: number | null, change: (query: string) => string) {
    this.#storage = storage;
    this.#network = network;
    this.#life = life;
    this.#change = change;
  }

  prepare(query: string): Statement {
    return new Statement(this, query);
  }

  batch(statements: readonly Statement[]): Promise<Results[]> {
    const isWrite = statements.some(({ query }) => !query.startsWith("select"));
    const name = `D1 ${statements.map(describe).join(", ")}`;
    return this.#network.call(name, isWrite, this.#life, () =>
      this.#storage.transactionSync(() =>
        statements.map(({ query, parameters }) => ({
          results: this.#storage.sql.exec(this.#change(query), ...parameters).toArray(),
          meta: sizeOf(this.#storage),
        })),
      ),
    );
  }

  get asD1(): D1Database {
    // The part of D1 that Drizzle uses.
    return standInFor<D1Database>(this);
  }
}

/** The objects of a bucket, whoever asks for them. */
export interface StoredObjects {
  readonly byKey: Map<string, ArrayBuffer>;
  /** How often each key was deleted. */
  readonly deleted: Map<string, number>;
}

export interface BucketFaults {
  /** Under which key an object really lies. */
  readonly keyOf: (key: string) => string;
  readonly deletesOnce: boolean;
}

/** What the archive uses of a bucket. */
export class FakeBucket {
  readonly #objects: StoredObjects;
  readonly #network: Calls;
  readonly #life: number | null;
  readonly #faults: BucketFaults;

  constructor(objects: StoredObjects, network: Calls, life: number | null, faults: BucketFaults) {
    this.#objects = objects;
    this.#network = network;
    this.#life = life;
    this.#faults = faults;
  }

  put(key: string, value: ArrayBuffer): Promise<void> {
    return this.#network.call(`R2 put ${key}`, true, this.#life, () => {
      this.#objects.byKey.set(this.#faults.keyOf(key), value);
    });
  }

  get(key: string): Promise<{ arrayBuffer: () => Promise<ArrayBuffer> } | null> {
    return this.#network.call(`R2 get ${key}`, false, this.#life, () => {
      const value = this.#objects.byKey.get(this.#faults.keyOf(key));
      return value === undefined ? null : { arrayBuffer: async () => value };
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#network.call(`R2 delete ${keys.join(" ")}`, true, this.#life, () => {
      for (const key of keys) {
        const before = this.#objects.deleted.get(key) ?? 0;
        this.#objects.deleted.set(key, before + 1);
        if (before === 0 || !this.#faults.deletesOnce) this.#objects.byKey.delete(this.#faults.keyOf(key));
      }
    });
  }

  get asBucket(): R2Bucket {
    // The part of R2 that the archive uses.
    return standInFor<R2Bucket>(this);
  }
}

// `@klatch/sdk/indexeddb`: the store for browsers.
/**
 * The store for browsers.
 *
 * @module @klatch/sdk/indexeddb
 */
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoredState } from "../klatch-store.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { DeviceSecret, Session } from "../session-store.ts";
import { storeTables, type EventLimit } from "../memory-store.ts";
import { defaultMaxEvents } from "../stored-events.ts";
import { EventRows } from "./event-rows.ts";
import { IndexedDbFiles } from "./idb-files.ts";
import {
  committed,
  deleteDatabase,
  openDatabase,
  resultOf,
  type IdbDatabase,
  type IdbFactory,
  type IdbKeyRanges,
  type IdbObjectStore,
  type IdbTransaction,
} from "./idb.ts";

export { orMemory, type OrMemoryOptions, type StoreLoss } from "../or-memory.ts";

/** The part of `navigator.locks` that is used. */
export interface LockManagerLike {
  /** Runs `work` while nobody else holds the lock of this name. */
  request<T>(name: string, work: () => Promise<T>): Promise<T>;
}

/** The database's name, and limits. */
export interface IndexedDbStoreOptions extends EventLimit {
  /** The name of the database, `klatch` by default. An app with several accounts at once uses one name for each. */
  readonly name?: string;
  /** Replaces the platform's `indexedDB` in tests. */
  readonly indexedDB?: IdbFactory;
  /** Replaces the platform's `IDBKeyRange` in tests. */
  readonly IDBKeyRange?: IdbKeyRanges;
  /** Replaces `navigator.locks` in tests; null: there are no locks. */
  readonly locks?: LockManagerLike | null;
}

/**
 * Makes a store that keeps everything in IndexedDB. Several tabs may use it at once if `navigator.locks` exists.
 *
 * @example
 * const client = new KlatchClient({ url, store: indexedDbStore({ name: "my-app" }) });
 * const session = await client.start();
 *
 * @throws Error if the platform has no IndexedDB. `orMemory` goes on without it
 */
export function indexedDbStore(options: IndexedDbStoreOptions = {}): KlatchStore {
  return new IndexedDbStore(options);
}

const allStores = ["meta", "events", ...storeTables];

class IndexedDbStore implements KlatchStore {
  readonly exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  readonly files: IndexedDbFiles;
  readonly #name: string;
  readonly #factory: IdbFactory;
  readonly #events: EventRows;
  #database: Promise<IdbDatabase> | null = null;
  /** The database was open before. */
  #isKnown = false;

  constructor(options: IndexedDbStoreOptions) {
    const platform = globalThis as {
      readonly indexedDB?: IdbFactory;
      readonly IDBKeyRange?: IdbKeyRanges;
      readonly navigator?: { readonly locks?: LockManagerLike };
    };
    const { indexedDB = platform.indexedDB, IDBKeyRange = platform.IDBKeyRange } = options;
    // Null in some private windows, whatever the types say.
    if (!indexedDB || !IDBKeyRange) throw new Error("There is no IndexedDB here.");
    this.#name = options.name ?? "klatch";
    this.#factory = indexedDB;
    this.files = new IndexedDbFiles(indexedDB, this.#name);
    this.#events = new EventRows(IDBKeyRange, options.maxEventsPerConversation ?? defaultMaxEvents);
    const locks = options.locks === undefined ? platform.navigator?.locks : options.locks;
    if (locks) this.exclusively = (work) => lockedOrNot(locks, `klatch-session:${this.#name}`, work);
  }

  load(): Promise<Session | null> {
    return this.#within(["meta"], "readonly", sessionIn);
  }

  /** A session that cannot be removed from the database is deleted together with it. */
  async save(session: Session | null): Promise<void> {
    // First, since it is not of the same transaction: a crash leaves nothing behind of somebody who is out.
    if (await this.#isAnother(session)) await this.files.clear().catch(() => {});
    try {
      await this.#save(session);
    } catch (error) {
      if (session !== null) throw error;
      this.#isKnown = false;
      await deleteDatabase(this.#factory, this.#name);
    }
  }

  async #isAnother(session: Session | null): Promise<boolean> {
    const before = await this.load().catch(() => null);
    return before !== null && before.user.id !== session?.user.id;
  }

  #save(session: Session | null): Promise<void> {
    return this.#within(allStores, "readwrite", async (transaction) => {
      const before = await sessionIn(transaction);
      const meta = transaction.objectStore("meta");
      const secrets = await resultOf(meta.get("secrets"));
      if (before?.user.id !== session?.user.id) for (const name of allStores) transaction.objectStore(name).clear();
      if (secrets !== undefined) meta.put(secrets, "secrets");
      if (session !== null) meta.put(session, "session");
    });
  }

  async loadSecrets(): Promise<readonly DeviceSecret[]> {
    const secrets = await this.#within(["meta"], "readonly", (transaction) =>
      resultOf(transaction.objectStore("meta").get("secrets")),
    );
    return (secrets as readonly DeviceSecret[] | undefined) ?? [];
  }

  async saveSecrets(secrets: readonly DeviceSecret[]): Promise<void> {
    await this.#within(["meta"], "readwrite", async (transaction) => {
      transaction.objectStore("meta").put(secrets, "secrets");
    });
  }

  loadState(userId: UserId): Promise<StoredState | null> {
    return this.#within(["meta", ...storeTables], "readonly", async (transaction) => {
      const tables = storeTables.map(async (name) => [name, await tableOf(transaction.objectStore(name))]);
      const [session, inboxVersion, loaded] = await Promise.all([
        sessionIn(transaction),
        resultOf(transaction.objectStore("meta").get("inboxVersion")),
        Promise.all(tables),
      ]);
      if (session?.user.id !== userId) return null;
      const state = Object.fromEntries(loaded) as StoredState;
      return { ...state, inboxVersion: (inboxVersion as number | undefined) ?? null };
    });
  }

  commit(userId: UserId, changes: StoreChanges): Promise<void> {
    const tables = storeTables.filter((name) => changes[name] !== undefined);
    return this.#within(["meta", "events", ...tables], "readwrite", async (transaction) => {
      const session = await sessionIn(transaction);
      if (session?.user.id !== userId) return;
      for (const name of tables) {
        const store = transaction.objectStore(name);
        for (const [key, value] of changes[name] ?? []) {
          if (value === null) store.delete(key);
          else store.put(value, key);
        }
      }
      if (changes.inboxVersion !== undefined) transaction.objectStore("meta").put(changes.inboxVersion, "inboxVersion");
      const events = transaction.objectStore("events");
      for (const [id, seq] of changes.forgetAfter ?? []) await this.#events.forgetAfter(events, id, seq);
      this.#events.put(events, changes.events ?? []);
    });
  }

  readEvents(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]> {
    return this.#within(["meta", "events"], "readonly", async (transaction) => {
      const events = this.#events.read(transaction.objectStore("events"), query);
      const [session, read] = await Promise.all([sessionIn(transaction), events]);
      return session?.user.id === userId ? read : [];
    });
  }

  /** Runs `work` in one transaction, all of it or nothing. After a failure the next call opens the database again. */
  async #within<T>(
    names: string[],
    mode: "readonly" | "readwrite",
    work: (transaction: IdbTransaction) => Promise<T>,
  ): Promise<T> {
    const transaction = await this.#begin(names, mode);
    const done = committed(transaction);
    try {
      const result = await work(transaction);
      if (mode === "readwrite") await done;
      return result;
    } catch (error) {
      const cause = transaction.error ?? error;
      // Where `put` itself throws, what was put before would be stored without it.
      try {
        transaction.abort();
      } catch {
        // It has ended by itself.
      }
      void this.#database?.then(
        (database) => database.close(),
        () => {},
      );
      this.#database = null;
      throw cause;
    }
  }

  async #begin(names: string[], mode: "readonly" | "readwrite"): Promise<IdbTransaction> {
    const database = await this.#opened();
    try {
      return database.transaction(names, mode);
    } catch {
      // The browser has closed the database, as some do in the background.
      this.#database = null;
      return (await this.#opened()).transaction(names, mode);
    }
  }

  async #opened(): Promise<IdbDatabase> {
    this.#database ??= openDatabase(this.#factory, this.#name, allStores, {
      mayMake: !this.#isKnown,
      onClosed: () => {
        this.#database = null;
      },
    });
    try {
      const database = await this.#database;
      this.#isKnown = true;
      return database;
    } catch (error) {
      this.#database = null;
      throw error;
    }
  }
}

/** Browsers that keep nothing for a page refuse its locks too: then there is no other tab to wait for. */
async function lockedOrNot<T>(locks: LockManagerLike, name: string, work: () => Promise<T>): Promise<T> {
  let hasBegun = false;
  const begin = (): Promise<T> => {
    hasBegun = true;
    return work();
  };
  try {
    return await locks.request(name, begin);
  } catch (error) {
    if (hasBegun) throw error;
    return work();
  }
}

async function sessionIn(transaction: IdbTransaction): Promise<Session | null> {
  return ((await resultOf(transaction.objectStore("meta").get("session"))) as Session | undefined) ?? null;
}

async function tableOf(store: IdbObjectStore): Promise<ReadonlyMap<string, unknown>> {
  const [keys, values] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll())]);
  return new Map(keys.map((key, i) => [key as string, values[i]]));
}

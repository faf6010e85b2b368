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
import { defaultMaxEvents, lastSeqOf } from "../stored-events.ts";
import {
  committed,
  openDatabase,
  resultOf,
  type IdbDatabase,
  type IdbFactory,
  type IdbKeyRanges,
  type IdbObjectStore,
  type IdbTransaction,
} from "./idb.ts";

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
 * @throws Error if the platform has no IndexedDB
 */
export function indexedDbStore(options: IndexedDbStoreOptions = {}): KlatchStore {
  return new IndexedDbStore(options);
}

const allStores = ["meta", "events", ...storeTables];
/** After so many written events of a conversation its events are counted again, for pruning. */
const countEvery = 500;

class IndexedDbStore implements KlatchStore {
  readonly exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #name: string;
  readonly #maxEvents: number;
  readonly #factory: IdbFactory;
  readonly #ranges: IdbKeyRanges;
  #database: Promise<IdbDatabase> | null = null;
  /** Per conversation, the events written since the last count. */
  readonly #uncounted = new Map<string, number>();

  constructor(options: IndexedDbStoreOptions) {
    const platform = globalThis as {
      readonly indexedDB?: IdbFactory;
      readonly IDBKeyRange?: IdbKeyRanges;
      readonly navigator?: { readonly locks?: LockManagerLike };
    };
    const { indexedDB = platform.indexedDB, IDBKeyRange = platform.IDBKeyRange } = options;
    if (indexedDB === undefined || IDBKeyRange === undefined) throw new Error("There is no IndexedDB here.");
    this.#name = options.name ?? "klatch";
    this.#maxEvents = options.maxEventsPerConversation ?? defaultMaxEvents;
    this.#factory = indexedDB;
    this.#ranges = IDBKeyRange;
    const locks = options.locks === undefined ? platform.navigator?.locks : options.locks;
    if (locks) this.exclusively = (work) => locks.request(`klatch-session:${this.#name}`, work);
  }

  async load(): Promise<Session | null> {
    const transaction = await this.#begin(["meta"], "readonly");
    return sessionIn(transaction);
  }

  async save(session: Session | null): Promise<void> {
    const transaction = await this.#begin(allStores, "readwrite");
    const done = committed(transaction);
    const before = await sessionIn(transaction);
    const secrets = await resultOf(transaction.objectStore("meta").get("secrets"));
    if (before?.user.id !== session?.user.id) for (const name of allStores) transaction.objectStore(name).clear();
    if (secrets !== undefined) transaction.objectStore("meta").put(secrets, "secrets");
    if (session !== null) transaction.objectStore("meta").put(session, "session");
    await done;
  }

  async loadSecrets(): Promise<readonly DeviceSecret[]> {
    const transaction = await this.#begin(["meta"], "readonly");
    const secrets = await resultOf(transaction.objectStore("meta").get("secrets"));
    return (secrets as readonly DeviceSecret[] | undefined) ?? [];
  }

  async saveSecrets(secrets: readonly DeviceSecret[]): Promise<void> {
    const transaction = await this.#begin(["meta"], "readwrite");
    const done = committed(transaction);
    transaction.objectStore("meta").put(secrets, "secrets");
    await done;
  }

  async loadState(userId: UserId): Promise<StoredState | null> {
    const transaction = await this.#begin(["meta", ...storeTables], "readonly");
    const tables = storeTables.map(async (name) => [name, await tableOf(transaction.objectStore(name))]);
    const inboxVersion = resultOf(transaction.objectStore("meta").get("inboxVersion"));
    const session = await sessionIn(transaction);
    const loaded = Object.fromEntries(await Promise.all(tables)) as StoredState;
    if (session?.user.id !== userId) return null;
    return { ...loaded, inboxVersion: ((await inboxVersion) as number | undefined) ?? null };
  }

  async commit(userId: UserId, changes: StoreChanges): Promise<void> {
    const tables = storeTables.filter((name) => changes[name] !== undefined);
    const transaction = await this.#begin(["meta", "events", ...tables], "readwrite");
    const done = committed(transaction);
    const session = await sessionIn(transaction);
    if (session?.user.id === userId) {
      for (const name of tables) {
        const store = transaction.objectStore(name);
        for (const [key, value] of changes[name] ?? []) {
          if (value === null) store.delete(key);
          else store.put(value, key);
        }
      }
      if (changes.inboxVersion !== undefined) transaction.objectStore("meta").put(changes.inboxVersion, "inboxVersion");
      const events = transaction.objectStore("events");
      for (const [id, seq] of changes.forgetAfter ?? []) await this.#forgetAfter(events, id, seq);
      this.#putEvents(events, changes.events ?? []);
    }
    await done;
  }

  async readEvents(userId: UserId, { conversationId, from, limit }: StoredEventsQuery): Promise<EventFrame[]> {
    const transaction = await this.#begin(["meta", "events"], "readonly");
    const store = transaction.objectStore("events");
    const events =
      "after" in from
        ? resultOf(store.getAll(this.#range(conversationId, from.after + 1, Number.MAX_SAFE_INTEGER), limit))
        : lastOf(store, this.#range(conversationId, 0, from.before - 1), limit);
    const session = await sessionIn(transaction);
    return session?.user.id === userId ? ((await events) as EventFrame[]) : [];
  }

  async #forgetAfter(store: IdbObjectStore, conversationId: string, seq: number): Promise<void> {
    store.delete(this.#range(conversationId, seq + 1, Number.MAX_SAFE_INTEGER));
    const [last] = (await lastOf(store, this.#range(conversationId, 0, seq), 1)) as EventFrame[];
    // A `void` may reach beyond.
    if (last !== undefined && lastSeqOf(last) > seq) store.delete(this.#range(conversationId, last.seq, last.seq));
  }

  #putEvents(store: IdbObjectStore, events: readonly EventFrame[]): void {
    for (const event of events) {
      const { conversationId, seq } = event;
      // A `void` replaces all the events that it stands for.
      if (lastSeqOf(event) > seq) store.delete(this.#range(conversationId, seq + 1, lastSeqOf(event)));
      store.put(event, [conversationId, seq]);
      // Also counted at the first event of a run: the run before may have ended without counting.
      const uncounted = (this.#uncounted.get(conversationId) ?? countEvery - 1) + 1;
      this.#uncounted.set(conversationId, uncounted < countEvery ? uncounted : 0);
      if (uncounted >= countEvery) this.#prune(store, conversationId);
    }
  }

  /** Drops the oldest events beyond the limit, within the caller's transaction. */
  #prune(store: IdbObjectStore, conversationId: string): void {
    const all = this.#range(conversationId, 0, Number.MAX_SAFE_INTEGER);
    const count = store.count(all);
    count.addEventListener("success", () => {
      const excess = count.result - this.#maxEvents;
      if (excess <= 0) return;
      const oldest = store.getAllKeys(all, excess);
      oldest.addEventListener("success", () => {
        for (const key of oldest.result) store.delete(key);
      });
    });
  }

  #range(conversationId: string, fromSeq: number, toSeq: number): unknown {
    // A key range that ends before it begins is an error, so an empty one is made between two seqs instead.
    return this.#ranges.bound([conversationId, Math.min(fromSeq, toSeq + 0.5)], [conversationId, toSeq + 0.5]);
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
    this.#database ??= openDatabase(this.#factory, this.#name, allStores, () => {
      this.#database = null;
    });
    try {
      return await this.#database;
    } catch (error) {
      this.#database = null;
      throw error;
    }
  }
}

async function sessionIn(transaction: IdbTransaction): Promise<Session | null> {
  return ((await resultOf(transaction.objectStore("meta").get("session"))) as Session | undefined) ?? null;
}

async function tableOf(store: IdbObjectStore): Promise<ReadonlyMap<string, unknown>> {
  const [keys, values] = await Promise.all([resultOf(store.getAllKeys()), resultOf(store.getAll())]);
  return new Map(keys.map((key, i) => [key as string, values[i]]));
}

/** The last `limit` values of the range, in rising order. */
function lastOf(store: IdbObjectStore, range: unknown, limit: number): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const events: unknown[] = [];
    const request = store.openCursor(range, "prev");
    request.addEventListener("error", () => reject(new Error("IndexedDB failed.", { cause: request.error })));
    request.addEventListener("success", () => {
      const cursor = request.result;
      if (cursor === null || events.length >= limit) return resolve(events.reverse());
      events.push(cursor.value);
      cursor.continue();
    });
  });
}

// Writes changes to the store: changes during a commit are collected for the next one, so each commit is consistent.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoreTable, StoreTables } from "./klatch-store.ts";
import { storeTables } from "./memory-store.ts";

class Batch {
  readonly tables: Partial<Record<StoreTable, Map<string, unknown>>> = {};
  events: EventFrame[] = [];
  inboxVersion: number | undefined = undefined;
  /** Called when the commit of this batch has ended. */
  readonly waiters: (() => void)[] = [];

  put(table: StoreTable, key: string, value: unknown): void {
    (this.tables[table] ??= new Map()).set(key, value);
  }

  /** Merges an older batch into this one. Where both have a value, this one's is kept. */
  mergeOlder(older: Batch): void {
    for (const table of storeTables) {
      const merged = new Map([...(older.tables[table] ?? []), ...(this.tables[table] ?? [])]);
      if (merged.size > 0) this.tables[table] = merged;
    }
    this.events = [...older.events, ...this.events];
    this.inboxVersion ??= older.inboxVersion;
  }

  end(): void {
    for (const ended of this.waiters.splice(0)) ended();
  }
}

/**
 * At most so many events wait while the store fails. Beyond it they are dropped, and this run stores no more events, cursors
 * or inbox entries, which depend on them.
 */
const maxWaitingEvents = 10_000;

export class StoreKeeper {
  readonly #store: KlatchStore;
  readonly #userId: UserId;
  readonly #onError: (cause: unknown) => void;
  #next = new Batch();
  #running: Batch | null = null;
  #scheduled = false;
  /** Events were dropped. From then on cursors must not be stored either: they would claim events that are missing. */
  #hasDroppedEvents = false;

  constructor(store: KlatchStore, userId: UserId, onError: (cause: unknown) => void) {
    this.#store = store;
    this.#userId = userId;
    this.#onError = onError;
  }

  put<Table extends StoreTable>(table: Table, key: string, value: StoreTables[Table] | null): void {
    this.#next.put(table, key, value);
    this.#schedule();
  }

  putEvents(events: readonly EventFrame[]): void {
    this.#next.events.push(...events);
    this.#schedule();
  }

  putInboxVersion(inboxVersion: number): void {
    this.#next.inboxVersion = inboxVersion;
    this.#schedule();
  }

  /** Resolves when everything so far is stored, or when storing has failed and `onError` was called. */
  stored(): Promise<void> {
    const batch = this.#scheduled ? this.#next : this.#running;
    return new Promise((resolve) => {
      if (batch === null) resolve();
      else batch.waiters.push(resolve);
    });
  }

  /** @returns an empty list if reading fails; then `onError` was called */
  async readEvents(query: StoredEventsQuery): Promise<EventFrame[]> {
    await this.stored();
    try {
      return await this.#store.readEvents(this.#userId, query);
    } catch (error) {
      this.#onError(error);
      return [];
    }
  }

  /** Commits at the end of this turn, so that changes of the same turn are in one commit. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (this.#running === null) queueMicrotask(() => void this.#commit());
  }

  async #commit(): Promise<void> {
    const batch = this.#next;
    this.#running = batch;
    this.#next = new Batch();
    this.#scheduled = false;
    try {
      await this.#store.commit(this.#userId, this.#changesOf(batch));
    } catch (error) {
      this.#putBack(batch);
      this.#onError(error);
    }
    this.#running = null;
    batch.end();
    if (this.#scheduled) await this.#commit();
  }

  #changesOf({ tables, events, inboxVersion }: Batch): StoreChanges {
    const { conversations: _, cursors: __, ...others } = tables;
    const all = { ...tables, events, ...(inboxVersion !== undefined && { inboxVersion }) };
    return (this.#hasDroppedEvents ? others : all) as StoreChanges;
  }

  /** Adds a failed batch to the next one. */
  #putBack(failed: Batch): void {
    this.#next.mergeOlder(failed);
    if (this.#next.events.length > maxWaitingEvents) this.#hasDroppedEvents = true;
    if (this.#hasDroppedEvents) this.#next.events = [];
  }
}

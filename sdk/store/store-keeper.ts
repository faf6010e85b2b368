// Writes changes to the store: changes during a commit are collected for the next one, so each commit is consistent.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { afterForgetting, type Forgetting } from "../states/forgetting.ts";
import type { KnownEvent } from "../states/known-event.ts";
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoreTable, StoreTables } from "./klatch-store.ts";
import { storeTables } from "./memory-store.ts";
import { eventsUpTo, lastSeqOf } from "./stored-events.ts";

class Batch {
  readonly tables: Partial<Record<StoreTable, Map<string, unknown>>> = {};
  events: EventFrame[] = [];
  inboxVersion: number | undefined = undefined;
  readonly forgetAfter = new Map<string, number>();
  /** Messages whose contents are removed from the stored events, and from those of this batch. */
  forgettings: readonly Forgetting[] = [];
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
    const { forgetAfter } = this;
    const isKept = (event: EventFrame): boolean =>
      lastSeqOf(event) <= (forgetAfter.get(event.conversationId) ?? Number.MAX_SAFE_INTEGER);
    this.events = [...older.events.filter(isKept), ...this.events];
    for (const [id, seq] of older.forgetAfter) forgetAfter.set(id, Math.min(seq, forgetAfter.get(id) ?? seq));
    this.inboxVersion ??= older.inboxVersion;
    this.forgettings = [...older.forgettings, ...this.forgettings];
  }

  end(): void {
    for (const ended of this.waiters.splice(0)) ended();
  }
}

/** So many stored events are looked through at once. */
const forgetPageSize = 500;
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
  #isOver = false;
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

  /** The events after `seq` do not exist any more. */
  forgetAfter(conversationId: ConversationId, seq: number): void {
    const next = this.#next;
    next.events = next.events.filter((event) => event.conversationId !== conversationId || lastSeqOf(event) <= seq);
    next.forgetAfter.set(conversationId, Math.min(seq, next.forgetAfter.get(conversationId) ?? seq));
    this.#schedule();
  }

  /** What these messages said is removed from the store, in the same commit as all else of this turn. */
  forget(forgetting: Forgetting): void {
    this.#next.forgettings = [...this.#next.forgettings, forgetting];
    this.#schedule();
  }

  putInboxVersion(inboxVersion: number): void {
    this.#next.inboxVersion = inboxVersion;
    this.#schedule();
  }

  /** The user is out: the store is another's, or a later sign-in's. */
  end(): void {
    this.#isOver = true;
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
    if (this.#scheduled || this.#isOver) return;
    this.#scheduled = true;
    if (this.#running === null) queueMicrotask(() => void this.#commit());
  }

  async #commit(): Promise<void> {
    const batch = this.#next;
    this.#running = batch;
    this.#next = new Batch();
    this.#scheduled = false;
    try {
      for (const forgetting of batch.forgettings) await this.#forgetIn(batch, forgetting);
      if (!this.#isOver) await this.#store.commit(this.#userId, this.#changesOf(batch));
    } catch (error) {
      this.#putBack(batch);
      this.#onError(error);
    }
    this.#running = null;
    batch.end();
    if (this.#scheduled) await this.#commit();
  }

  /** Adds to the batch what the stored events become without what is forgotten. */
  async #forgetIn(batch: Batch, forgetting: Forgetting): Promise<void> {
    const { conversationId, seqs } = forgetting;
    const changed: KnownEvent[] = [];
    // Edits of a message come after it.
    for (let after = Math.min(...seqs) - 1; ;) {
      const query = { conversationId, from: { after }, limit: forgetPageSize };
      const stored: readonly KnownEvent[] = await this.#store.readEvents(this.#userId, query);
      // What the batch removes does not come back as something that was forgotten.
      const kept = eventsUpTo(stored, batch.forgetAfter.get(conversationId) ?? Number.MAX_SAFE_INTEGER);
      changed.push(...kept.flatMap((event) => afterForgetting(event, forgetting) ?? []));
      const last = stored.at(-1);
      if (last === undefined || stored.length < forgetPageSize) break;
      after = last.seq;
    }
    const news = batch.events.map((event) => afterForgetting(event, forgetting) ?? event);
    batch.events = [...changed, ...news];
  }

  #changesOf({ tables, events, inboxVersion, forgetAfter }: Batch): StoreChanges {
    const { conversations: _, cursors: __, ...others } = tables;
    const forgotten = forgetAfter.size > 0 && { forgetAfter };
    const all = { ...tables, events, ...forgotten, ...(inboxVersion !== undefined && { inboxVersion }) };
    return (this.#hasDroppedEvents ? others : all) as StoreChanges;
  }

  /** Adds a failed batch to the next one. */
  #putBack(failed: Batch): void {
    this.#next.mergeOlder(failed);
    if (this.#next.events.length > maxWaitingEvents) this.#hasDroppedEvents = true;
    if (this.#hasDroppedEvents) this.#next.events = [];
  }
}

// The store in memory, which is lost with the process.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { DeviceSecret, Session } from "./session-store.ts";
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoredState, StoreTable } from "./klatch-store.ts";
import { memoryFiles } from "./memory-files.ts";
import { defaultMaxEvents, eventsUpTo, firstFrom, lastSeqOf } from "./stored-events.ts";

/** Limits of a store. */
export interface EventLimit {
  /** The number of events kept per conversation; the oldest are dropped beyond it. 5,000 by default. */
  readonly maxEventsPerConversation?: number;
}

/** Makes a store that keeps everything in memory: for tests and apps without persistent storage. */
export function memoryStore(options: EventLimit = {}): KlatchStore {
  return new MemoryStore(options.maxEventsPerConversation ?? defaultMaxEvents);
}

export const storeTables: readonly StoreTable[] = [
  "conversations",
  "cursors",
  "outbox",
  "people",
  "drafts",
  "readMarks",
  "receipts",
];

type Tables = Record<StoreTable, Map<string, unknown>>;

class MemoryStore implements KlatchStore {
  readonly files = memoryFiles();
  readonly #maxEvents: number;
  #session: Session | null = null;
  #secrets: readonly DeviceSecret[] = [];
  #tables = emptyTables();
  #inboxVersion: number | null = null;
  readonly #events = new Map<string, EventFrame[]>();

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  async load(): Promise<Session | null> {
    return this.#session;
  }

  async save(session: Session | null): Promise<void> {
    if (session?.user.id !== this.#session?.user.id) {
      this.#tables = emptyTables();
      this.#inboxVersion = null;
      this.#events.clear();
      this.files.clear();
    }
    this.#session = session;
  }

  async loadSecrets(): Promise<readonly DeviceSecret[]> {
    return this.#secrets;
  }

  async saveSecrets(secrets: readonly DeviceSecret[]): Promise<void> {
    this.#secrets = secrets;
  }

  async loadState(userId: UserId): Promise<StoredState | null> {
    if (userId !== this.#session?.user.id) return null;
    const copies = storeTables.map((table) => [table, new Map(this.#tables[table])]);
    return { ...(Object.fromEntries(copies) as StoredState), inboxVersion: this.#inboxVersion };
  }

  async commit(userId: UserId, changes: StoreChanges): Promise<void> {
    if (userId !== this.#session?.user.id) return;
    for (const table of storeTables) {
      for (const [key, value] of changes[table] ?? []) {
        if (value === null) this.#tables[table].delete(key);
        else this.#tables[table].set(key, value);
      }
    }
    if (changes.inboxVersion !== undefined) this.#inboxVersion = changes.inboxVersion;
    for (const [id, seq] of changes.forgetAfter ?? []) {
      this.#events.set(id, eventsUpTo(this.#events.get(id) ?? [], seq));
    }
    for (const event of changes.events ?? []) this.#put(event);
  }

  async readEvents(userId: UserId, { conversationId, from, limit }: StoredEventsQuery): Promise<EventFrame[]> {
    const events = userId === this.#session?.user.id ? (this.#events.get(conversationId) ?? []) : [];
    if ("after" in from) {
      const first = firstFrom(events, from.after + 1);
      return events.slice(first, first + limit);
    }
    const end = firstFrom(events, from.before);
    return events.slice(Math.max(0, end - limit), end);
  }

  #put(event: EventFrame): void {
    const events = this.#events.get(event.conversationId) ?? [];
    this.#events.set(event.conversationId, events);
    const index = firstFrom(events, event.seq);
    // A `void` replaces all the events that it stands for.
    events.splice(index, firstFrom(events, lastSeqOf(event) + 1) - index, event);
    // Dropped in bulk, because removing the first element of an array moves all the others.
    if (events.length > this.#maxEvents * 1.1) events.splice(0, events.length - this.#maxEvents);
  }
}

const emptyTables = (): Tables => Object.fromEntries(storeTables.map((table) => [table, new Map()])) as Tables;

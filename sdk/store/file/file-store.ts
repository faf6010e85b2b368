// `@klatch/sdk/node`: the store in a file, for bots and other programs on Node.
/**
 * The store in a file, for bots and other programs on Node.
 *
 * @module @klatch/sdk/node
 */
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoredState } from "../klatch-store.ts";
import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { KlatchError } from "../../client/klatch-error.ts";
import { Turns } from "../../client/turns.ts";
import { memoryStore, type EventLimit } from "../memory-store.ts";
import type { DeviceSecret, Session } from "../session-store.ts";
import { FileFolder } from "./file-folder.ts";
import { Journal } from "./journal.ts";
import { takeProcessLock, type ProcessLock } from "./process-lock.ts";
import { changesFrom, packed, recordsOf, type StoreRecord } from "./store-records.ts";

export { fileFromPath } from "./file-from-path.ts";

/** A store in a file. */
export interface FileStore extends KlatchStore {
  /** Lets other processes use the file. Call it after the client's `close` and `stored`; a program that ends need not. */
  close(): Promise<void>;
}

/**
 * Makes a store that keeps everything in a file, which only its owner can read. What a call has stored survives a crash of
 * the process or the machine at any moment. Everything is held in memory too, and 1,000 events per conversation by default.
 * A file belongs to one process at a time: until that ends, every call in another one rejects with `UNAVAILABLE`. Within a
 * process, the same path gives the same store.
 *
 * @param path of the file, which is made if there is none, as is its folder
 *
 * @example
 * const client = new KlatchClient({ url, store: fileStore("bot.klatch") });
 * await client.start({ username, password });
 */
export function fileStore(path: string, options: EventLimit = {}): FileStore {
  const absolute = resolve(path);
  const store = stores.get(absolute) ?? new NodeFileStore(absolute, options.maxEventsPerConversation ?? 1_000);
  stores.set(absolute, store);
  return store;
}

/** Stores of this process by path, so that a second client on a file goes on where the first ended. */
const stores = new Map<string, FileStore>();

/** The journal is compacted when it has grown beyond twice the size that it had after the last time, and this. */
const minCompactBytes = 1_000_000;

interface Opened {
  readonly journal: Journal;
  readonly lock: ProcessLock;
  /** What the journal says. */
  readonly state: KlatchStore;
  /** Conversations with events. */
  readonly conversations: Set<string>;
  userId: UserId | null;
  compactAtBytes: number;
}

class NodeFileStore implements FileStore {
  /** In a folder beside the file. */
  readonly files: FileFolder;
  readonly #path: string;
  readonly #maxEvents: number;
  readonly #turns = new Turns();
  #opened: Opened | null = null;

  constructor(path: string, maxEvents: number) {
    this.#path = path;
    this.#maxEvents = maxEvents;
    this.files = new FileFolder(`${path}.files`, (userId) => this.#run(async (opened) => opened.userId === userId));
  }

  load(): Promise<Session | null> {
    return this.#run(({ state }) => state.load());
  }

  save(session: Session | null): Promise<void> {
    return this.#run(async (opened) => {
      if (opened.userId !== null && opened.userId !== session?.user.id) await this.files.clear();
      await this.#write(opened, { session });
    });
  }

  loadSecrets(): Promise<readonly DeviceSecret[]> {
    return this.#run(async ({ state }) => (await state.loadSecrets?.()) ?? []);
  }

  saveSecrets(secrets: readonly DeviceSecret[]): Promise<void> {
    return this.#run((opened) => this.#write(opened, { secrets }));
  }

  loadState(userId: UserId): Promise<StoredState | null> {
    return this.#run(({ state }) => state.loadState(userId));
  }

  commit(userId: UserId, changes: StoreChanges): Promise<void> {
    return this.#run(async (opened) => {
      if (userId === opened.userId) await this.#write(opened, packed(changes));
    });
  }

  readEvents(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]> {
    return this.#run(({ state }) => state.readEvents(userId, query));
  }

  close(): Promise<void> {
    return this.#turns.run(async () => {
      const opened = this.#opened;
      this.#opened = null;
      await opened?.journal.close();
      await opened?.lock.release();
    });
  }

  /** One call after the other, in the order in which they were made. */
  #run<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    return this.#turns.run(async () => work((this.#opened ??= await this.#open())));
  }

  async #open(): Promise<Opened> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const path = await realPathOf(this.#path);
    const lock = await takeProcessLock(path);
    if (lock === null) throw new KlatchError("UNAVAILABLE", `Another process uses the store ${path}.`);
    try {
      const { journal, records } = await Journal.open(path);
      const state = memoryStore({ maxEventsPerConversation: this.#maxEvents });
      const opened = { journal, lock, state, conversations: new Set<string>(), userId: null, compactAtBytes: 0 };
      for (const record of records as readonly StoreRecord[]) await apply(opened, record);
      await compactIfLarge(opened);
      return opened;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** On disk first: what a caller reads is never lost. */
  async #write(opened: Opened, record: StoreRecord): Promise<void> {
    await opened.journal.append(record);
    await apply(opened, record);
    await compactIfLarge(opened);
  }
}

/** The file's own name, whatever links led to it: one file has one lock, and is replaced where it is. */
const realPathOf = (path: string): Promise<string> =>
  realpath(path).catch(async () => join(await realpath(dirname(path)), basename(path)));

async function apply(opened: Opened, record: StoreRecord): Promise<void> {
  const { state, conversations } = opened;
  if ("session" in record) {
    const userId = record.session?.user.id ?? null;
    if (userId !== opened.userId) conversations.clear();
    opened.userId = userId;
    return state.save(record.session);
  }
  if ("secrets" in record) return state.saveSecrets?.(record.secrets);
  for (const { conversationId } of record.events ?? []) conversations.add(conversationId);
  if (opened.userId !== null) await state.commit(opened.userId, changesFrom(record));
}

/** Rewrites the journal without what later records have replaced. */
async function compactIfLarge(opened: Opened): Promise<void> {
  const { journal, state, conversations } = opened;
  if (journal.size < Math.max(opened.compactAtBytes, minCompactBytes)) return;
  // A failure, such as a full disk, loses nothing: the journal stays as it was until it has doubled again.
  await journal.replace(recordsOf(state, conversations)).catch(() => {});
  opened.compactAtBytes = 2 * journal.size;
}

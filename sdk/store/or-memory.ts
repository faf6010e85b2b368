// A store that goes on in memory when what it keeps its data in is refused, does not answer, is full or was deleted.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { KlatchStore, StoreChanges, StoredEventsQuery, StoredState } from "./klatch-store.ts";
import type { KeptFiles } from "./kept-files.ts";
import { filesOrMemory, memoryFiles } from "./memory-files.ts";
import { memoryStore, type EventLimit } from "./memory-store.ts";
import { inTime, silence } from "./in-time.ts";
import { isSameDevice, type DeviceSecret, type Session } from "./session-store.ts";
import { eventsUpTo, lastSeqOf } from "./stored-events.ts";

/**
 * Why a store is not written any more: it is refused, does not answer, has no space left, was deleted while it was in use,
 * or belongs to a newer version of the app.
 */
export type StoreLoss = "blocked" | "silent" | "full" | "deleted" | "newer";

export interface OrMemoryOptions extends EventLimit {
  /** Called once, when the store is lost: from then on everything new is in memory, and ends with the page. */
  readonly onLost?: (loss: StoreLoss, cause: unknown) => void;
  /** How long the store may take for its first answer, and for any small one, in ms. 5,000 by default. */
  readonly firstWaitMs?: number;
  /** How long it may take for a large one later. 20,000 by default. */
  readonly waitMs?: number;
  /** Replaces `setTimeout` in tests. Returns a function that cancels the timer. */
  readonly setTimer?: (run: () => void, delayMs: number) => () => void;
}

/**
 * Makes a store of another one that may fail. While that works, everything is kept there. A call that fails is repeated
 * once; then this store goes on in memory with all that it knows, for as long as it is used. So an app passes the same store
 * to all its clients.
 *
 * @example
 * const store = orMemory(() => indexedDbStore(), { onLost: (loss) => showWarning(loss) });
 *
 * @param open makes the store; it may throw
 */
export function orMemory(open: () => KlatchStore, options: OrMemoryOptions = {}): KlatchStore {
  return new StoreOrMemory(open, options);
}

class StoreOrMemory implements KlatchStore {
  readonly exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  readonly files: KeptFiles;
  readonly #options: OrMemoryOptions;
  /** Null: there is none. */
  readonly #store: KlatchStore | null = null;
  /** While the store works: all of it but events. */
  #memory: KlatchStore;
  #secrets: readonly DeviceSecret[] = [];
  /** What the store did not take. */
  readonly #ownFiles = memoryFiles();
  #loss: StoreLoss | null = null;
  #hasAnswered = false;
  /** The last work on what a lost store still has. */
  #tidied: Promise<void> = Promise.resolve();
  /** Since the loss, by conversation id: the events after this seq are not what the store says. */
  readonly #forgotten = new Map<string, number>();

  constructor(open: () => KlatchStore, options: OrMemoryOptions) {
    this.#options = options;
    this.#memory = memoryStore(options);
    const inStore = <T>(call: (files: KeptFiles) => Promise<T>): Promise<T> | null => {
      const files = this.#loss === null || this.#loss === "full" ? this.#store?.files : undefined;
      return files === undefined ? null : this.#inTime(call(files), "large");
    };
    this.files = filesOrMemory(inStore, this.#ownFiles);
    try {
      const store = open();
      this.#store = store;
      if (store.exclusively !== undefined) this.exclusively = (work) => store.exclusively?.(work) ?? work();
    } catch (cause) {
      this.#lost("blocked", cause);
    }
  }

  isDurable(): boolean {
    return this.#loss === null;
  }

  async load(): Promise<Session | null> {
    const answer = await this.#ask((store) => store.load());
    if (answer === null) return this.#memory.load();
    await this.#memory.save(answer.value);
    return answer.value;
  }

  async save(session: Session | null): Promise<void> {
    const before = await this.#memory.load();
    if (before?.user.id !== session?.user.id) this.#ownFiles.clear();
    const answer = await this.#ask((store) => store.save(session));
    await this.#memory.save(session);
    if (answer === null && before !== null) await this.#saveInLost(before).catch(() => {});
  }

  async loadSecrets(): Promise<readonly DeviceSecret[]> {
    const answer = await this.#ask((store) => store.loadSecrets?.() ?? Promise.resolve([]));
    if (answer !== null) this.#secrets = answer.value;
    return this.#secrets;
  }

  async saveSecrets(secrets: readonly DeviceSecret[]): Promise<void> {
    this.#secrets = secrets;
    await this.#ask((store) => store.saveSecrets?.(secrets) ?? Promise.resolve());
  }

  async loadState(userId: UserId): Promise<StoredState | null> {
    const answer = await this.#ask((store) => store.loadState(userId), "large");
    if (answer === null) return this.#memory.loadState(userId);
    await this.#remember(userId, answer.value);
    return answer.value;
  }

  async commit(userId: UserId, changes: StoreChanges): Promise<void> {
    const answer = await this.#ask((store) => store.commit(userId, changes), "large");
    const { events: _, forgetAfter, ...others } = changes;
    await this.#memory.commit(userId, answer === null ? changes : others);
    if (answer !== null) return;
    for (const [id, seq] of forgetAfter ?? []) {
      this.#forgotten.set(id, Math.min(seq, this.#forgotten.get(id) ?? seq));
    }
  }

  async readEvents(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]> {
    const answer = await this.#ask((store) => store.readEvents(userId, query), "large");
    if (answer !== null) return answer.value;
    const newer = await this.#memory.readEvents(userId, query);
    return merged(await this.#readInFull(userId, query), newer, query);
  }

  /** @returns null if the answer is memory's to give */
  async #ask<T>(
    call: (store: KlatchStore) => Promise<T>,
    size: "small" | "large" = "small",
  ): Promise<{ readonly value: T } | null> {
    const store = this.#store;
    if (store === null || this.#loss !== null) return null;
    for (let isRepeat = false; ; isRepeat = true) {
      try {
        const value = await this.#inTime(call(store), size);
        this.#hasAnswered = true;
        return this.#loss === null ? { value } : null;
      } catch (cause) {
        if (!isRepeat && nameOf(cause) !== silence) continue;
        if (this.#loss === null) {
          this.#lost(losses[nameOf(cause)] ?? "blocked", cause);
          await this.#rememberFull();
        }
        return null;
      }
    }
  }

  #inTime<T>(work: Promise<T>, size: "small" | "large" = "small"): Promise<T> {
    const { firstWaitMs = 5_000, waitMs = 20_000, setTimer } = this.#options;
    return inTime(work, this.#hasAnswered && size === "large" ? waitMs : firstWaitMs, setTimer);
  }

  #lost(loss: StoreLoss, cause: unknown): void {
    this.#loss = loss;
    this.#options.onLost?.(loss, cause);
  }

  /** Reads what other tabs have written into a store that is full: it can still be read. */
  async #rememberFull(): Promise<void> {
    const session = await this.#memory.load();
    if (this.#loss !== "full" || this.#store === null || session === null) return;
    const state = await this.#inTime(this.#store.loadState(session.user.id)).catch(() => null);
    await this.#remember(session.user.id, state);
  }

  async #remember(userId: UserId, state: StoredState | null): Promise<void> {
    if (state === null) return;
    const memory = memoryStore(this.#options);
    await memory.save(await this.#memory.load());
    await memory.commit(userId, state);
    this.#memory = memory;
  }

  /**
   * What a lost store still has must neither outlive a sign-out nor be there beside another user. Of the same user it gets
   * the newest tokens, if it takes them: the next start goes on with them.
   */
  async #saveInLost(before: Session): Promise<void> {
    const store = this.#store;
    if (store === null) return;
    const tidy = async (): Promise<void> => {
      // Another tab may have signed somebody in.
      if (!isSameDevice(await store.load(), before)) return;
      // What was saved meanwhile is newer.
      const newest = await this.#memory.load();
      await store.save(isSameDevice(before, newest) ? newest : null);
    };
    // One after the other: older tokens must not come last.
    this.#tidied = this.#tidied.then(tidy).catch(() => {});
    if (this.#loss !== "silent") await this.#inTime(this.#tidied);
  }

  async #readInFull(userId: UserId, query: StoredEventsQuery): Promise<EventFrame[]> {
    if (this.#loss !== "full" || this.#store === null) return [];
    const events = await this.#inTime(this.#store.readEvents(userId, query)).catch(() => []);
    const until = this.#forgotten.get(query.conversationId) ?? Number.MAX_SAFE_INTEGER;
    return eventsUpTo(events, until);
  }
}

/** The events that `query` asks for. One of `newer` replaces those of `older` that it stands for. */
function merged(
  older: readonly EventFrame[],
  newer: readonly EventFrame[],
  { from, limit }: StoredEventsQuery,
): EventFrame[] {
  const isReplaced = ({ seq }: EventFrame): boolean => newer.some((one) => one.seq <= seq && seq <= lastSeqOf(one));
  const all = [...older.filter((event) => !isReplaced(event)), ...newer].sort((a, b) => a.seq - b.seq);
  return "after" in from ? all.slice(0, limit) : all.slice(-limit);
}

/** By the names of errors. */
const losses: Readonly<Record<string, StoreLoss>> = {
  [silence]: "silent",
  QuotaExceededError: "full",
  DatabaseGone: "deleted",
  VersionError: "newer",
};

const nameOf = (cause: unknown): string => (cause instanceof Error ? cause.name : "");

// Finds single events of conversations for quotes and details. An event is asked for once for all who watch it, and again
// when the device has caught up if it could not be reached. Pure: the client comes in by ports.
import { KlatchError, type ConversationId, type EventFrame, type MessageState } from "@klatch/sdk";

/** An event, and what became of it if it is a message that was changed. */
interface EventNow {
  readonly event: EventFrame;
  readonly state: MessageState | null;
}

/** `none`: the server says that this user sees no such event. `unreachable`: nobody knows yet. */
export type FoundEvent =
  | { readonly state: "found"; readonly event: EventFrame; readonly became: MessageState | null }
  | { readonly state: "none" | "loading" | "unreachable" };

export interface EventSource {
  /** Null: this user sees no such event. @throws KlatchError */
  readonly find: (id: ConversationId, seq: number, signal: AbortSignal) => Promise<EventNow | null>;
  readonly onCaughtUp: (listener: () => void) => void;
  /** The server has lost events. Their seqs may belong to others now. */
  readonly onSetBack: (listener: () => void) => void;
  /** Messages were changed. */
  readonly onChange: (listener: (id: ConversationId, seqs: readonly number[]) => void) => void;
}

type Watcher = (found: FoundEvent) => void;

interface Sought {
  readonly id: ConversationId;
  readonly seq: number;
  readonly watchers: Set<Watcher>;
  found: FoundEvent;
  asking: AbortController | null;
}

/** So many events are kept that nobody watches any more: rows come and go while somebody scrolls. */
const maxKept = 500;

export class EventFinder {
  readonly #source: EventSource;
  readonly #sought = new Map<string, Sought>();

  constructor(source: EventSource) {
    this.#source = source;
    source.onCaughtUp(() => this.#askAgain(({ found }) => found.state === "unreachable"));
    source.onSetBack(() => this.#askAgain(() => true));
    source.onChange((id, seqs) => this.#askAgain((sought) => sought.id === id && seqs.includes(sought.seq)));
  }

  /** Calls `watcher` at once, and with each change. @returns a function that ends this */
  watch(id: ConversationId, seq: number, watcher: Watcher): () => void {
    const key = `${id}:${seq}`;
    let sought = this.#sought.get(key);
    if (sought === undefined) {
      this.#makeRoom();
      sought = { id, seq, watchers: new Set(), found: { state: "loading" }, asking: null };
      this.#sought.set(key, sought);
    }
    sought.watchers.add(watcher);
    const isKnown = sought.found.state === "found" || sought.found.state === "none";
    if (!isKnown && sought.asking === null) this.#ask(sought);
    watcher(sought.found);
    return () => this.#leave(key, sought, watcher);
  }

  #leave(key: string, sought: Sought, watcher: Watcher): void {
    sought.watchers.delete(watcher);
    if (sought.watchers.size > 0 || sought.asking === null) return;
    // Scrolled past: the answer is of no use.
    sought.asking.abort();
    this.#sought.delete(key);
  }

  #askAgain(which: (sought: Sought) => boolean): void {
    for (const [key, sought] of this.#sought) {
      if (!which(sought)) continue;
      if (sought.watchers.size === 0) this.#sought.delete(key);
      else this.#ask(sought);
    }
  }

  #ask(sought: Sought): void {
    sought.asking?.abort();
    const asking = new AbortController();
    sought.asking = asking;
    this.#source.find(sought.id, sought.seq, asking.signal).then(
      (found) =>
        this.#answer(
          sought,
          asking,
          found === null ? { state: "none" } : { state: "found", event: found.event, became: found.state },
        ),
      (error: unknown) => this.#answer(sought, asking, { state: isRefusal(error) ? "none" : "unreachable" }),
    );
  }

  #answer(sought: Sought, asking: AbortController, found: FoundEvent): void {
    if (sought.asking !== asking || asking.signal.aborted) return;
    sought.asking = null;
    sought.found = found;
    for (const watcher of sought.watchers) watcher(found);
  }

  #makeRoom(): void {
    if (this.#sought.size < maxKept) return;
    for (const [key, { watchers }] of this.#sought) if (watchers.size === 0) this.#sought.delete(key);
  }
}

/** The server's word that this user does not see the conversation. Any other failure says nothing about the event. */
const isRefusal = (error: unknown): boolean =>
  error instanceof KlatchError && (error.code === "CONVERSATION_NOT_FOUND" || error.code === "MESSAGE_NOT_FOUND");

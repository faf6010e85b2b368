// Fetches what a timeline lacks: from the store if it is there without a gap, else from the server.
import type { MessagesResult } from "../../schema/protocol/http-conversations.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { StoredEventsQuery } from "../store/klatch-store.ts";
import { lastSeqOf, runAfter, runBefore } from "../store/stored-events.ts";

export interface LogAccess {
  readStored(query: StoredEventsQuery): Promise<EventFrame[]>;
  /** A page from the server, which is then in the store too. @throws KlatchError */
  fetchPage(page: {
    readonly before?: number;
    readonly after?: number;
    readonly limit: number;
  }): Promise<MessagesResult>;
}

/** Events rising by seq. */
export interface LoadedEvents {
  readonly events: readonly EventFrame[];
  /** The log begins with them. */
  readonly isFirst: boolean;
  /** The last seq of the log, as the server said; 0: it was not asked. */
  readonly headSeq: number;
}

export class TimelineLoader {
  readonly #access: LogAccess;
  readonly #conversationId: ConversationId;

  constructor(access: LogAccess, conversationId: ConversationId) {
    this.#access = access;
    this.#conversationId = conversationId;
  }

  /** What leads to `beforeSeq`. @throws KlatchError */
  async before(beforeSeq: number, limit: number): Promise<LoadedEvents> {
    const stored = runBefore(await this.#stored({ before: beforeSeq }, limit), beforeSeq);
    if (stored.length > 0) return { events: stored, isFirst: false, headSeq: 0 };
    return this.#fetched({ before: beforeSeq, limit });
  }

  /** What follows `afterSeq`. @throws KlatchError */
  async after(afterSeq: number, limit: number): Promise<LoadedEvents> {
    const stored = runAfter(await this.#stored({ after: afterSeq }, limit), afterSeq);
    if (stored.length > 0) return { events: stored, isFirst: false, headSeq: 0 };
    return this.#fetched({ after: afterSeq, limit });
  }

  /** The newest without a gap that the store has, though the log may go on. */
  async storedEnd(limit: number): Promise<readonly EventFrame[]> {
    const events = await this.#stored({ before: Number.MAX_SAFE_INTEGER }, limit);
    const last = events.at(-1);
    return last === undefined ? [] : runBefore(events, lastSeqOf(last) + 1);
  }

  /** The newest there are. @throws KlatchError */
  newest(limit: number): Promise<LoadedEvents> {
    return this.#fetched({ limit });
  }

  async #fetched(place: Parameters<LogAccess["fetchPage"]>[0]): Promise<LoadedEvents> {
    const { events, before, headSeq } = await this.#access.fetchPage(place);
    return { events, isFirst: before === null, headSeq };
  }

  #stored(from: StoredEventsQuery["from"], limit: number): Promise<EventFrame[]> {
    return this.#access.readStored({ conversationId: this.#conversationId, from, limit });
  }
}

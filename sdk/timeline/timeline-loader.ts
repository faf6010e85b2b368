// Loads events for a timeline: from the store if they are there without a gap, otherwise from the server.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { KnownPage } from "../states/known-event.ts";
import type { MessageStates, StatesAccess } from "../states/message-states.ts";
import type { StoredEventsQuery } from "../store/klatch-store.ts";
import { eventsUpTo, lastSeqOf, runAfter, runBefore } from "../store/stored-events.ts";

export interface LogAccess extends StatesAccess {
  /** @returns the seq up to which what is asked for now still counts later */
  validity(): () => number;
  /** Fetches a page from the server and puts it into the store. @throws KlatchError */
  fetchPage(page: { readonly before?: number; readonly after?: number; readonly limit: number }): Promise<KnownPage>;
}

/** Events rising by seq. */
export interface LoadedEvents {
  readonly events: readonly EventFrame[];
  /** The log has no event before these. */
  readonly isFirst: boolean;
  /** The head of the log as the server reported it; 0: the server was not asked. */
  readonly headSeq: number;
}

export class TimelineLoader {
  readonly #access: LogAccess;
  readonly #conversationId: ConversationId;
  readonly #states: MessageStates;

  /** @param states gets to know what became of all that is loaded */
  constructor(access: LogAccess, conversationId: ConversationId, states: MessageStates) {
    this.#access = access;
    this.#states = states;
    this.#conversationId = conversationId;
  }

  /** At most `limit` events directly before `beforeSeq`. @throws KlatchError */
  before(beforeSeq: number, limit: number): Promise<LoadedEvents> {
    return this.#valid(async () => {
      const stored = runBefore(await this.#stored({ before: beforeSeq }, limit), beforeSeq);
      return stored.length > 0 ? this.#reached(stored) : this.#fetched({ before: beforeSeq, limit });
    });
  }

  /** At most `limit` events directly after `afterSeq`. @throws KlatchError */
  after(afterSeq: number, limit: number): Promise<LoadedEvents> {
    return this.#valid(async () => {
      const stored = runAfter(await this.#stored({ after: afterSeq }, limit), afterSeq);
      return stored.length > 0 ? this.#reached(stored) : this.#fetched({ after: afterSeq, limit });
    });
  }

  /** The newest stored events without a gap. The log may have newer ones. */
  async storedEnd(limit: number): Promise<readonly EventFrame[]> {
    const { events } = await this.#valid(async () => {
      const stored = await this.#stored({ before: Number.MAX_SAFE_INTEGER }, limit);
      const last = stored.at(-1);
      return this.#reached(last === undefined ? [] : runBefore(stored, lastSeqOf(last) + 1));
    });
    return events;
  }

  /** The newest events of the log, from the server. @throws KlatchError */
  newest(limit: number): Promise<LoadedEvents> {
    return this.#valid(() => this.#fetched({ limit }));
  }

  /** Without what the log has lost meanwhile. */
  async #valid(load: () => Promise<LoadedEvents>): Promise<LoadedEvents> {
    const validTo = this.#access.validity();
    const { events, isFirst, headSeq } = await load();
    return { events: eventsUpTo(events, validTo()), isFirst, headSeq: Math.min(headSeq, validTo()) };
  }

  async #fetched(place: Parameters<LogAccess["fetchPage"]>[0]): Promise<LoadedEvents> {
    const { events, before, headSeq } = await this.#access.fetchPage(place);
    return { events: this.#states.held.take(events), isFirst: before === null, headSeq };
  }

  async #reached(events: readonly EventFrame[]): Promise<LoadedEvents> {
    await this.#states.reach(events);
    return { events, isFirst: false, headSeq: 0 };
  }

  async #stored(from: StoredEventsQuery["from"], limit: number): Promise<EventFrame[]> {
    return this.#states.held.take(await this.#access.readStored({ conversationId: this.#conversationId, from, limit }));
  }
}
